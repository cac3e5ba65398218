import { expect, test } from 'vitest'
import { SIDE, type Side, TRIGGER, type Trigger } from '../domain/codes.ts'
import { Seeded } from '../test/seeded.ts'
import { TrailingStops } from './trailing-stops.ts'

interface Plain {
  readonly slot: number
  readonly trigger: Trigger
  readonly side: Side
  offset: number
  readonly activation: number
  /** Highest key so far, undefined before it follows. */
  peak: number | undefined
}

/** Trailing stops as a list that is walked for every price. */
class PlainStops {
  readonly orders: Plain[] = []

  price(trigger: Trigger, [last, bid, ask]: readonly [number, number, number], side: Side): [number, number] {
    if (trigger === TRIGGER.LAST) return [last, 1]
    if (trigger === TRIGGER.MARK) return [bid + ask, 2]
    return [side === SIDE.SELL ? bid : ask, 1]
  }

  /** @returns slots that fire */
  on(prices: readonly [number, number, number]): number[] {
    const fired: number[] = []
    for (const order of [...this.orders]) {
      const [price, scale] = this.price(order.trigger, prices, order.side)
      const key = order.side === SIDE.SELL ? price : -price
      const hasBegun =
        order.peak !== undefined ||
        order.activation === 0 ||
        key >= (order.side === SIDE.SELL ? order.activation : -order.activation) * scale
      if (!hasBegun) continue
      order.peak = Math.max(order.peak ?? Number.NEGATIVE_INFINITY, Math.floor(key / scale))
      if (key > (order.peak - order.offset) * scale) continue
      fired.push(order.slot)
      this.orders.splice(this.orders.indexOf(order), 1)
    }
    return fired
  }
}

/** @returns slots that fire */
function fire(stops: TrailingStops, [last, bid, ask]: readonly [number, number, number]): number[] {
  const fired: number[] = []
  const take = (next: () => number): void => {
    for (let slot = next(); slot >= 0; slot = next()) {
      stops.removeFollowing(slot)
      fired.push(slot)
    }
  }
  stops.onLast(last)
  take(() => stops.reachedByLast(last))
  stops.onBook(bid, ask)
  take(() => stops.reachedByBook(bid, ask))
  return fired
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %d: fire when a list that is walked does', seed => {
  const seeded = new Seeded(seed)
  const stops = new TrailingStops()
  const plain = new PlainStops()
  const free = Array.from({ length: 300 }, (_, slot) => slot)
  let fired = 0
  let mid = 1_000
  for (let step = 0; step < 6_000; step++) {
    mid += seeded.whole(-3, 3)
    const prices = [mid + seeded.whole(-1, 1), mid - seeded.whole(1, 2), mid + seeded.whole(1, 2)] as const
    const expected = plain.on(prices)
    const found = fire(stops, prices)
    expect(found.toSorted(), `step ${step}`).toEqual(expected.toSorted())
    fired += found.length
    free.push(...found)
    const slot = seeded.whole(0, 2) > 0 ? free.shift() : undefined
    if (slot !== undefined) {
      const order = {
        slot,
        trigger: seeded.pick(Object.values(TRIGGER)),
        side: seeded.pick([SIDE.BUY, SIDE.SELL]),
        offset: seeded.whole(4, 60),
        activation: seeded.whole(0, 3) === 0 ? mid + seeded.whole(-20, 20) : 0,
        peak: undefined,
      }
      plain.orders.push(order)
      stops.insert(slot, order.trigger, order.side, order.offset, order.activation)
      // Taken up at the prices as they stand.
      const now = plain.on(prices)
      expect(fire(stops, prices).toSorted(), `step ${step}, new`).toEqual(now.toSorted())
      free.push(...now)
    }
    const changed = plain.orders[seeded.whole(0, plain.orders.length * 3)]
    if (changed !== undefined) {
      if (changed.peak !== undefined) {
        const sign = changed.side === SIDE.SELL ? 1 : -1
        expect(stops.triggerTicks(changed.slot)).toBe((changed.peak - changed.offset) * sign)
      }
      if (seeded.whole(0, 1) === 0) {
        changed.offset = seeded.whole(4, 60)
        stops.change(changed.slot, changed.offset)
      } else {
        plain.orders.splice(plain.orders.indexOf(changed), 1)
        stops.remove(changed.slot, changed.trigger, changed.side, changed.activation)
        free.push(changed.slot)
      }
    }
    expect(stops.count).toBe(plain.orders.length)
  }
  expect(fired).toBeGreaterThan(500)
})
