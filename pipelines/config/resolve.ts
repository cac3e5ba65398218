import { checkExecution } from './check-execution.ts'
import { checkFunding } from './check-funding.ts'
import { checkFx } from './check-fx.ts'
import { checkRisk } from './check-risk.ts'
import { checkRouter } from './check-router.ts'
import { durationNs } from './duration.ts'
import { requireUnits } from './require-units.ts'
import { checkTraded, resolveFurther, resolveFurtherVenue } from './resolve-further.ts'
import { resolveInstrument } from './resolve-instrument.ts'
import { resolveVenue } from './resolve-venue.ts'
import { placedContext, type RuleContext } from './rule-context.ts'
import { instantNs } from './time-window.ts'
import type { WrittenConfig } from './written-config.ts'

const DAY_NS = 86_400_000_000_000n

/** Applies the rules between sections and fills in what derives from other keys. Every broken rule becomes
 *  an issue with its path, so that all of them are reported at once. */
export function resolveScenario(written: WrittenConfig, context: RuleContext) {
  const { instruments: writtenInstruments, venues: writtenVenues, ...sections } = written
  const instrument = resolveInstrument(written.instrument, written.venue, context)
  const instruments = writtenInstruments?.map((further, index) =>
    resolveFurther(further, written.venue, placedContext(context, { instrument: ['instruments', index] })),
  )
  const venue = resolveVenue(written.venue, [instrument, ...(instruments ?? [])], context)
  const venues = writtenVenues?.map((further, index) => resolveFurtherVenue(further, index, context))
  checkTraded({ instrument, venue, instruments, venues }, context)
  checkWindow(written.time_window, context)
  checkCellLength(written.data_catalog.cell_length, context)
  checkStrategy(written.strategy, context)
  const traded = [
    instrument,
    ...(instruments ?? []),
    ...(venues ?? []).flatMap(further => further.instruments),
  ]
  checkExecution(written, traded, context)
  const ids = traded.map(({ id }) => id)
  checkRisk(written.risk, ids, context)
  checkRouter(written.router, traded, context)
  checkFunding(written.funding, traded, context)
  checkFx(written.fx, traded, context)
  if (written.strategy.quantity !== undefined && written.strategy.quantity !== 'trade') {
    const { quantity } = written.strategy
    for (const { size_precision } of traded) {
      requireUnits(quantity, size_precision, ['strategy', 'quantity'], context)
    }
  }
  return {
    ...sections,
    instrument,
    venue,
    ...(instruments && { instruments }),
    ...(venues && { venues }),
  }
}

function checkStrategy(strategy: WrittenConfig['strategy'], context: RuleContext): void {
  const refuse = (key: string, message: string) =>
    context.addIssue({ code: 'custom', path: ['strategy', key], message })
  if (strategy.name === 'custom') {
    if (strategy.module === undefined) refuse('module', 'a custom strategy needs the path of its file')
    return
  }
  for (const key of ['module', 'parameters'] as const) {
    if (strategy[key] !== undefined)
      refuse(key, `belongs to the strategy "custom", not to "${strategy.name}"`)
  }
}

function checkWindow(window: WrittenConfig['time_window'], context: RuleContext): void {
  const startNs = instantNs(window.start)
  const endNs = instantNs(window.end)
  if (startNs === undefined || endNs === undefined || endNs > startNs) return
  context.addIssue({
    code: 'custom',
    path: ['time_window', 'end'],
    message: `the end is not after the start ${window.start}`,
  })
}

function checkCellLength(length: string, context: RuleContext): void {
  const lengthNs = durationNs(length)
  if (lengthNs !== undefined && DAY_NS % lengthNs === 0n) return
  context.addIssue({
    code: 'custom',
    path: ['data_catalog', 'cell_length'],
    message: `expected a duration that divides a day, such as "1h"; found "${length}"`,
  })
}
