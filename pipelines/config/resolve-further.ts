import { type ResolvedInstrument, resolveInstrument } from './resolve-instrument.ts'
import { type ResolvedVenue, resolveVenue } from './resolve-venue.ts'
import { placedContext, type RuleContext } from './rule-context.ts'
import type { WrittenConfig } from './written-config.ts'

type WrittenFurther = NonNullable<WrittenConfig['instruments']>[number]
type WrittenFurtherVenue = NonNullable<WrittenConfig['venues']>[number]

/** Instruments a run may trade: result tables number them in one byte. */
const INSTRUMENTS_MAX = 256

/** As `resolveInstrument`, keeping where its data lies. */
export function resolveFurther(
  written: WrittenFurther,
  venue: WrittenConfig['venue'],
  context: RuleContext,
): FurtherInstrument {
  const { trades_path, book_snapshot_5_path, ...instrument } = written
  return {
    ...resolveInstrument(instrument, venue, context),
    trades_path,
    ...(book_snapshot_5_path !== undefined && { book_snapshot_5_path }),
  }
}

/** A further instrument of a run with the paths of its data. */
export type FurtherInstrument = ResolvedInstrument & {
  readonly trades_path: string
  readonly book_snapshot_5_path?: string
}

/** As `resolveVenue`, with the instruments that are traded there. @param index among `venues` */
export function resolveFurtherVenue(
  written: WrittenFurtherVenue,
  index: number,
  context: RuleContext,
): ResolvedVenue & { readonly instruments: readonly FurtherInstrument[] } {
  const { instruments: writtenInstruments, ...venue } = written
  const instruments = writtenInstruments.map((further, place) => {
    const places = { venue: ['venues', index], instrument: ['venues', index, 'instruments', place] }
    return resolveFurther(further, venue, placedContext(context, places))
  })
  const places = placedContext(context, { venue: ['venues', index] })
  return { ...resolveVenue(venue, instruments, places), instruments }
}

/** What a run trades, as far as its rules concern more than one instrument. */
interface Traded {
  readonly instrument: ResolvedInstrument
  readonly venue: ResolvedVenue
  readonly instruments: readonly ResolvedInstrument[] | undefined
  readonly venues:
    | readonly (ResolvedVenue & { readonly instruments: readonly ResolvedInstrument[] })[]
    | undefined
}

/** Holds instruments and venues to what only shows when they are seen together. */
export function checkTraded(traded: Traded, context: RuleContext): void {
  const { instrument, venue, instruments = [], venues = [] } = traded
  const placed = [
    { path: ['instrument'], instrument },
    ...instruments.map((further, index) => ({ path: ['instruments', index], instrument: further })),
    ...venues.flatMap((further, index) =>
      further.instruments.map((other, place) => ({
        path: ['venues', index, 'instruments', place],
        instrument: other,
      })),
    ),
  ]
  if (placed.length > INSTRUMENTS_MAX) {
    const message = `a run trades at most ${INSTRUMENTS_MAX} instruments; these are ${placed.length}`
    context.addIssue({ code: 'custom', path: ['instruments'], message })
  }
  refuseRepeated(
    placed.map(({ path, instrument: { id } }) => ({ path: [...path, 'id'], name: id })),
    context,
  )
  const named = [{ path: ['venue', 'name'], name: venue.name }]
  const others = venues.map(({ name }, index) => ({ path: ['venues', index, 'name'], name }))
  refuseRepeated([...named, ...others], context)
  checkDigits(placed, context)
  checkHeldDigits(
    [venue, ...venues],
    [[instrument, ...instruments], ...venues.map(v => v.instruments)],
    context,
  )
}

function refuseRepeated(
  named: readonly { readonly path: PropertyKey[]; readonly name: string }[],
  context: RuleContext,
): void {
  const seen = new Set<string>()
  for (const { path, name } of named) {
    if (seen.has(name)) context.addIssue({ code: 'custom', path, message: `${name} is named twice` })
    seen.add(name)
  }
}

/** One currency has one precision in a run, so that its amounts add up. */
function checkDigits(
  placed: readonly { readonly path: PropertyKey[]; readonly instrument: ResolvedInstrument }[],
  context: RuleContext,
): void {
  const digits = new Map<string, number>()
  for (const { path, instrument } of placed) {
    const { settlement_currency: currency, currency_precision } = instrument
    const known = digits.get(currency) ?? currency_precision
    digits.set(currency, known)
    if (known === currency_precision) continue
    const message = `${currency} has ${currency_precision} fractional digits here and ${known} elsewhere`
    context.addIssue({ code: 'custom', path: [...path, 'currency_precision'], message })
  }
}

/** What one pair of a cash account holds and another one pays with must be able to hold the lots of the first. */
function checkHeldDigits(
  venues: readonly ResolvedVenue[],
  instrumentsOf: readonly (readonly ResolvedInstrument[])[],
  context: RuleContext,
): void {
  venues.forEach((venue, index) => {
    const traded = instrumentsOf[index] ?? []
    const settled = new Map(traded.map(i => [i.settlement_currency, i.currency_precision]))
    for (const { id, base_currency, size_precision } of traded) {
      const digits = settled.get(base_currency)
      if (digits === undefined || digits >= size_precision) continue
      const path = index === 0 ? ['venue', 'currency_precision'] : ['venues', index - 1, 'currency_precision']
      const message = `${base_currency} needs ${size_precision} fractional digits to hold what ${id} trades`
      context.addIssue({ code: 'custom', path, message: `${message}; ${venue.name} gives it ${digits}` })
    }
  })
}
