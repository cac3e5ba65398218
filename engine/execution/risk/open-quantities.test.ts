import { expect, test } from 'vitest'
import { SIDE, type Side } from '../../domain/codes.ts'
import { Seeded } from '../../test/seeded.ts'
import { OpenQuantities } from './open-quantities.ts'

interface LiveOrder {
  readonly slot: number
  readonly side: Side
  quantity: number
  filled: number
  /** Quantities that changes on their way will set, in order of arrival. */
  readonly changes: number[]
}

/** What an order could still fill: as it is, or as any change on its way will make it. */
const couldFill = ({ quantity, changes, filled }: LiveOrder) => Math.max(quantity, ...changes) - filled

test.each([1, 2, 3, 4, 5, 6])(
  'seed %d: what is counted covers all that could fill, and no more once all has arrived',
  seed => {
    const seeded = new Seeded(seed)
    const open = new OpenQuantities(1)
    const live: LiveOrder[] = []
    const sumOf = (side: Side, lotsOf: (order: LiveOrder) => number) =>
      live.filter(order => order.side === side).reduce((sum, order) => sum + lotsOf(order), 0)
    for (let step = 0; step < 3_000; step++) {
      const order = live.length === 0 ? undefined : seeded.pick(live)
      const choice = seeded.whole(0, 9)
      if (order === undefined || (choice < 3 && live.length < 400)) {
        const used = new Set(live.map(({ slot }) => slot))
        const slot = Array.from({ length: 401 }, (_, index) => index).find(index => !used.has(index)) ?? 0
        const opened = {
          slot,
          side: seeded.pick([SIDE.BUY, SIDE.SELL]),
          quantity: seeded.whole(1, 20),
          filled: 0,
          changes: [],
        }
        live.push(opened)
        open.open(slot, 0, opened.side, opened.quantity)
      } else if (choice < 5) {
        const quantity = order.filled + seeded.whole(1, 20)
        order.changes.push(quantity)
        open.changeSent(order.slot, 0, order.side, quantity - order.filled)
      } else if (choice < 7) {
        const quantity = order.changes.shift()
        if (quantity === undefined) continue
        open.changeArrives(order.slot, 0, order.side, quantity - order.filled)
        order.quantity = Math.max(quantity, order.filled)
      } else if (choice < 9 && order.quantity > order.filled) {
        const lots = seeded.whole(1, order.quantity - order.filled)
        order.filled += lots
        open.fill(order.slot, 0, order.side, lots)
      } else {
        open.close(order.slot, 0, order.side)
        live.splice(live.indexOf(order), 1)
      }
      for (const side of [SIDE.BUY, SIDE.SELL]) {
        expect(open.of(0, side)).toBeGreaterThanOrEqual(sumOf(side, couldFill))
        if (live.every(({ changes }) => changes.length === 0))
          expect(open.of(0, side)).toBe(sumOf(side, couldFill))
      }
    }
    expect(live.length, 'orders live at the end').toBeGreaterThan(0)
    for (const order of live) {
      for (const quantity of order.changes.splice(0)) {
        open.changeArrives(order.slot, 0, order.side, quantity - order.filled)
        order.quantity = Math.max(quantity, order.filled)
      }
    }
    for (const side of [SIDE.BUY, SIDE.SELL]) expect(open.of(0, side)).toBe(sumOf(side, couldFill))
  },
)
