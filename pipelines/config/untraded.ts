import { nearest } from './nearest.ts'

/** What to say of an instrument that the scenario does not trade. @param ids SYMBOL.VENUE of those it does */
export function untraded(id: string, ids: readonly string[]): string {
  const meant = nearest(id, ids)
  const hint = meant === undefined ? `it trades ${ids.join(', ')}` : `did you mean "${meant}"?`
  return `the scenario trades no instrument "${id}"; ${hint}`
}
