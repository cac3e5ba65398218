/** What a rule between sections needs of zod: a place to put a broken rule. */
export interface RuleContext {
  addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void
}

/** A context for rules that speak of a section by its name where the section stands elsewhere: in a list.
 *  @param places where each section stands */
export function placedContext(
  context: RuleContext,
  places: Readonly<Record<string, readonly PropertyKey[]>>,
): RuleContext {
  return {
    addIssue(issue) {
      const [section, ...rest] = issue.path
      const place = places[String(section)]
      context.addIssue(place === undefined ? issue : { ...issue, path: [...place, ...rest] })
    },
  }
}
