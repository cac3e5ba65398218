import { SIDE } from '../domain/codes.ts'
import type { Print, Snapshot } from './market-data.ts'
import { Seeded } from './seeded.ts'

/** A market of a few prices, so that levels come, go and grow while orders and prints take from them.
 *  @param stepNs between events, of which there are 900. */
export function randomMarket(seed: number, stepNs = 1): { snapshots: Snapshot[]; prints: Print[] } {
  const seeded = new Seeded(seed)
  const snapshots: Snapshot[] = []
  const prints: Print[] = []
  let mid = 1_000
  for (let tsNs = 0; tsNs < 900 * stepNs; tsNs += stepNs) {
    if (seeded.whole(0, 3) === 0) {
      mid += seeded.whole(-1, 1)
      const side = (sign: 1 | -1) => {
        const count = seeded.whole(0, 9) === 0 ? seeded.whole(0, 4) : 5
        let price = mid
        return Array.from({ length: count }, (): [number, number] => {
          price += sign * seeded.whole(1, 2)
          return [price, seeded.pick([2, 5, 5, 8, 20])]
        })
      }
      const last = snapshots.at(-1)
      const isRepeated = last !== undefined && seeded.whole(0, 5) === 0
      snapshots.push(isRepeated ? { ...last, tsNs } : { tsNs, bids: side(-1), asks: side(1) })
    } else {
      const aggressor = seeded.pick([0, 1, 2] as const)
      prints.push({ tsNs, price: mid + seeded.whole(-3, 3), size: seeded.whole(1, 12), aggressor })
    }
  }
  return { snapshots, prints }
}

interface Level {
  displayed: number
  taken: number
}

/** Recomputes from the feed alone what each displayed level still has, by the rules: what is taken lasts while the
 *  level lives, capped by what it shows; prints take their size at their price and prove better levels gone until the
 *  next book event. */
export class DisplayedLiquidity {
  shown: Snapshot | undefined
  readonly #sides = { [SIDE.BUY]: new Map<number, Level>(), [SIDE.SELL]: new Map<number, Level>() }
  readonly #gone = { [SIDE.BUY]: Number.NEGATIVE_INFINITY, [SIDE.SELL]: Number.POSITIVE_INFINITY }

  show(snapshot: Snapshot): void {
    const { shown } = this
    if (shown !== undefined && levelsOf(shown) === levelsOf(snapshot)) return
    this.shown = snapshot
    this.#gone[SIDE.BUY] = Number.NEGATIVE_INFINITY
    this.#gone[SIDE.SELL] = Number.POSITIVE_INFINITY
    this.#sides[SIDE.BUY] = next(this.#sides[SIDE.BUY], snapshot.asks, 1)
    this.#sides[SIDE.SELL] = next(this.#sides[SIDE.SELL], snapshot.bids, -1)
  }

  print(print: Print): void {
    if (this.shown !== undefined) consume(print, this.shown, this.#sides, this.#gone)
  }

  /** Takes from the level that an order of this side meets. @returns what it had left, if that was too little */
  take(side: 1 | 2, price: number, quantity: number): number | undefined {
    const level = this.#sides[side].get(price)
    const isGone = side === SIDE.BUY ? price < this.#gone[side] : price > this.#gone[side]
    const left = level === undefined || isGone ? 0 : level.displayed - level.taken
    if (quantity > left || level === undefined) return left
    level.taken += quantity
    return undefined
  }
}

function levelsOf(snapshot: Snapshot): string {
  return JSON.stringify([snapshot.bids, snapshot.asks])
}

function next(before: Map<number, Level>, levels: Snapshot['asks'], sign: 1 | -1): Map<number, Level> {
  const after = new Map<number, Level>()
  const worst = levels.at(-1)?.[0] ?? 0
  for (const [price, size] of levels) {
    after.set(price, { displayed: size, taken: Math.min(before.get(price)?.taken ?? 0, size) })
  }
  for (const [price, level] of before) {
    if (levels.length === 5 && (price - worst) * sign > 0) after.set(price, { ...level, displayed: 0 })
  }
  return after
}

function consume(
  print: Print,
  shown: Snapshot,
  sides: Record<1 | 2, Map<number, Level>>,
  gone: Record<1 | 2, number>,
): void {
  const bestAsk = shown.asks[0]?.[0] ?? Number.POSITIVE_INFINITY
  const hitsAsks = print.aggressor === 1 || (print.aggressor === 0 && print.price >= bestAsk)
  const side = hitsAsks ? SIDE.BUY : SIDE.SELL
  gone[side] = hitsAsks ? Math.max(gone[side], print.price) : Math.min(gone[side], print.price)
  const level = sides[side].get(print.price)
  if (level !== undefined) level.taken = Math.min(level.taken + print.size, level.displayed)
}
