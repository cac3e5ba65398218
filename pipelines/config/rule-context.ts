/** What a rule between sections needs of zod: a place to put a broken rule. */
export interface RuleContext {
  addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void
}
