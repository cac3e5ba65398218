import { formatInstant, formatTimeOfDay, NOTHING } from './format.js'
import { html } from './std.js'

type Instant = string | bigint | null

/** A column of instants, short where it can be. */
export interface TimeColumn {
  /** With the day, where all instants are of one. */
  readonly header: string | HTMLElement
  readonly format: (ns: Instant) => string
}

/** How to write instants below each other: the day in the heading where they share it, and the same number of decimals
 *  for all, so that they line up. */
export function timeColumn(title: string, instants: readonly Instant[]): TimeColumn {
  const days = new Set<bigint>()
  let decimals = 0
  for (const instant of instants) {
    if (instant === null) continue
    const ns = BigInt(instant)
    days.add(ns / DAY_NS)
    decimals = Math.max(decimals, decimalsOf(ns))
  }
  const [day] = days
  const isOneDay = days.size === 1 && day !== undefined
  return {
    header: isOneDay
      ? html`<div class="odum-head">${title}<small>${formatInstant(day * DAY_NS).slice(0, 10)} UTC</small></div>`
      : `${title}, UTC`,
    format: ns => {
      if (ns === null) return NOTHING
      const time = formatTimeOfDay(ns, decimals)
      return isOneDay ? time : `${formatInstant(ns).slice(0, 10)} ${time}`
    },
  }
}

const DAY_NS = 86_400_000_000_000n

/** Decimals of a second that are not zeros, in threes. */
function decimalsOf(ns: bigint): number {
  if (ns % 1_000_000_000n === 0n) return 0
  if (ns % 1_000_000n === 0n) return 3
  return ns % 1000n === 0n ? 6 : 9
}
