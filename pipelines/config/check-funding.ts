import { durationNs } from './duration.ts'
import { nearest } from './nearest.ts'
import type { RuleContext } from './rule-context.ts'
import type { WrittenConfig } from './written-config.ts'

const MINUTE_NS = 60_000_000_000n

/** Refuses funding of what is no perpetual of the scenario, of one time twice, or more often than every minute. */
export function checkFunding(
  funding: WrittenConfig['funding'],
  traded: readonly { readonly id: string; readonly type: string }[],
  context: RuleContext,
): void {
  const perpetuals = traded.filter(({ type }) => type === 'perpetual').map(({ id }) => id)
  for (const [id, terms] of Object.entries(funding ?? {})) {
    const refuse = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: ['funding', id, ...path], message })
    if (!perpetuals.includes(id)) {
      const meant = nearest(id, perpetuals)
      refuse(
        [],
        `the scenario trades no perpetual "${id}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
      )
    }
    if ('rates' in terms) {
      const times = terms.rates.map(({ ts }) => ts)
      const again = times.findIndex((ts, index) => times.indexOf(ts) < index)
      if (again >= 0) refuse(['rates', again], `has the time ${times[again]} twice`)
    } else if ((durationNs(terms.interval) ?? MINUTE_NS) < MINUTE_NS) {
      refuse(['interval'], `expected at least "1m"; found "${terms.interval}"`)
    }
  }
}
