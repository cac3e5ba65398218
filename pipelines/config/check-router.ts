import type { ResolvedInstrument } from './resolve-instrument.ts'
import type { RuleContext } from './rule-context.ts'
import { untraded } from './untraded.ts'
import type { WrittenConfig } from './written-config.ts'

/** What venues of one router must agree on. */
const SHARED = [
  'price_precision',
  'size_precision',
  'multiplier',
  'quote_currency',
  'settlement_currency',
  'currency_precision',
] as const

/** Holds a router to instruments that the scenario trades, and that are one thing in the same units.
 *  @param traded all instruments of the scenario, the first one first */
export function checkRouter(
  router: WrittenConfig['router'],
  traded: readonly ResolvedInstrument[],
  context: RuleContext,
): void {
  if (router === undefined) return
  const refuse = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', path: ['router', ...path], message })
  const ids = traded.map(instrument => instrument.id)
  const find = (id: string, path: PropertyKey[]): ResolvedInstrument | undefined => {
    const found = traded.find(instrument => instrument.id === id)
    if (found === undefined) refuse(path, untraded(id, ids))
    return found
  }
  const addressed = router.instrument === undefined ? traded[0] : find(router.instrument, ['instrument'])
  const seen = new Set<string>()
  router.venues.forEach(({ instrument: id }, index) => {
    const path = ['venues', index, 'instrument']
    if (seen.has(id)) refuse(path, `${id} is named twice`)
    seen.add(id)
    const instrument = find(id, path)
    const problem = instrument && addressed && mismatch(instrument, addressed)
    if (problem !== undefined) refuse(path, problem)
  })
}

function mismatch(instrument: ResolvedInstrument, addressed: ResolvedInstrument): string | undefined {
  if (instrument.is_inverse || addressed.is_inverse)
    return `${instrument.id}: inverse contracts are not routed`
  const differs = SHARED.find(key => instrument[key] !== addressed[key])
  if (differs === undefined) return undefined
  const values = `${instrument[differs]} here and ${addressed[differs]} for ${addressed.id}`
  return `${differs} of ${instrument.id} is ${values}; they must agree, while tick_size and lot_size may differ`
}
