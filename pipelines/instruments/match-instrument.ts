import { nearest } from '../config/nearest.ts'
import { InstrumentAmbiguousError, InstrumentUnknownError } from '../errors.ts'
import { isSameInstrument, keysOfInstrumentId } from './instrument-id.ts'
import { type InstrumentKey, instrumentKeyOf } from './instrument-key.ts'
import { venueSymbolOf } from './venue-symbols.ts'

/** What can be meant. */
export interface InstrumentCandidate {
  /** `SYMBOL.VENUE`. */
  readonly id: string
  /** Canonical key; derived from the id where it is absent. */
  readonly key?: string | null | undefined
  /** Symbol at the venue, beside the one that follows from the key. */
  readonly venueSymbol?: string | null | undefined
}

/** The one candidate that a text names: by its id, its canonical key (the suffix may be left out), its symbol at the
 *  venue (`BTCUSDT`) or the symbol of its id (`BTC-USDT`), in any case.
 *  @throws InstrumentUnknownError when none does, InstrumentAmbiguousError listing those that do */
export function matchInstrument<Candidate extends InstrumentCandidate>(
  text: string,
  candidates: readonly Candidate[],
): Candidate {
  const found = matchingInstruments(text, candidates)
  const [first, second] = found
  if (first === undefined) {
    const ids = candidates.map(({ id }) => id)
    throw new InstrumentUnknownError({ text, meant: nearest(text, ids), known: ids })
  }
  if (second !== undefined) {
    throw new InstrumentAmbiguousError({ text, candidates: found.map(({ id, key }) => named(id, key)) })
  }
  return first
}

function named(id: string, key: string | null | undefined): string {
  return key === undefined || key === null ? id : `${id} (${key})`
}

/** Every candidate that a text names; an id or a key that fits exactly leaves no others. */
export function matchingInstruments<Candidate extends InstrumentCandidate>(
  text: string,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const wanted = text.trim().toUpperCase()
  const exact = candidates.filter(({ id, key }) => id === text || key === text)
  if (exact.length > 0) return exact
  const key = wanted.includes(':') ? instrumentKeyOf(wanted) : undefined
  return candidates.filter(candidate => {
    if (candidate.id.toUpperCase() === wanted) return true
    const keys = keysOf(candidate)
    if (key !== undefined) return keys.some(own => isSameInstrument(own, key))
    return namesOf(candidate, keys).some(name => name.toUpperCase() === wanted)
  })
}

function keysOf({ id, key }: InstrumentCandidate): readonly InstrumentKey[] {
  const own = key === undefined || key === null ? undefined : instrumentKeyOf(key)
  return own === undefined ? keysOfInstrumentId(id) : [own]
}

function namesOf(
  { id, venueSymbol }: InstrumentCandidate,
  keys: readonly InstrumentKey[],
): readonly string[] {
  const symbols = keys.flatMap(key => venueSymbolOf(key) ?? [])
  return [...symbols, id.replace(/\..*$/, ''), ...(venueSymbol ? [venueSymbol] : [])]
}
