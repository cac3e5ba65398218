import { TimeUnitMixedError, WireTypeError } from '../errors.ts'
import type { SourceLayout } from '../sources/source-reader.ts'

/** How a time column counts. Integers tell their unit by magnitude; the bounds are years 1973 to 5138. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'timestamp'

const UNITS: readonly { unit: TimeUnit; nanoseconds: bigint; from: bigint }[] = [
  { unit: 'ns', nanoseconds: 1n, from: 10n ** 17n },
  { unit: 'us', nanoseconds: 1_000n, from: 10n ** 14n },
  { unit: 'ms', nanoseconds: 1_000_000n, from: 10n ** 11n },
  { unit: 's', nanoseconds: 1_000_000_000n, from: 10n ** 8n },
]

/** The unit of one integer time; undefined when it is too small to be a time. */
export function unitOfInteger(value: bigint): TimeUnit | undefined {
  return UNITS.find(({ from }) => value >= from)?.unit
}

/** Nanoseconds per step of the statistics of a time column of this type and unit. */
export function statisticsStepNs(type: string, unit: TimeUnit): bigint {
  if (unit !== 'timestamp') return UNITS.find(entry => entry.unit === unit)?.nanoseconds ?? 1n
  return type === 'TIMESTAMP_NS' ? 1n : 1_000n
}

/** The unit of a whole time column, from the bounds of all its row groups.
 *  @returns undefined when an integer column has no statistics that tell.
 *  @throws TimeUnitMixedError when the bounds lie in different units, WireTypeError for other types. */
export function unitOfColumn(layout: SourceLayout, name: string, uri: string): TimeUnit | undefined {
  const type = layout.columns.find(column => column.name === name)?.type ?? ''
  if (type.startsWith('TIMESTAMP')) return 'timestamp'
  if (!/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) {
    throw new WireTypeError({ uri, column: name, found: type, expected: 'an integer or a TIMESTAMP' })
  }
  const bounds = layout.rowGroups.map(group => group.statistics[name])
  return unitOfBounds(
    bounds.flatMap(bound => (bound === undefined ? [] : [bound.min, bound.max])),
    name,
    uri,
  )
}

/** The one unit of these times; too small ones (bad rows) tell nothing. @throws TimeUnitMixedError */
export function unitOfBounds(
  times: readonly (bigint | null)[],
  name: string,
  uri: string,
): TimeUnit | undefined {
  let known: { unit: TimeUnit; value: bigint } | undefined
  for (const value of times) {
    const unit = value === null ? undefined : unitOfInteger(value)
    if (value === null || unit === undefined) continue
    if (known !== undefined && known.unit !== unit) {
      throw new TimeUnitMixedError({
        uri,
        column: name,
        first: `${known.value} (${known.unit})`,
        second: `${value} (${unit})`,
      })
    }
    known = { unit, value }
  }
  return known?.unit
}
