import type { RuleContext } from './rule-context.ts'
import { untraded } from './untraded.ts'
import type { WrittenConfig } from './written-config.ts'

/** Refuses limits of instruments that the scenario does not trade. @param ids SYMBOL.VENUE of those it does */
export function checkRisk(risk: WrittenConfig['risk'], ids: readonly string[], context: RuleContext): void {
  for (const id of Object.keys(risk?.instruments ?? {})) {
    if (ids.includes(id)) continue
    context.addIssue({ code: 'custom', path: ['risk', 'instruments', id], message: untraded(id, ids) })
  }
}
