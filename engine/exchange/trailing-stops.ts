import { SIDE, type Side, TRIGGER, type Trigger } from '../domain/codes.ts'
import { OffsetHeaps } from './offset-heaps.ts'
import { TrailingGroups } from './trailing-groups.ts'
import { TriggerOrders } from './trigger-orders.ts'

/** What a trailing stop watches, and its direction. */
const WATCH = { LAST_SELL: 0, LAST_BUY: 1, BID: 2, ASK: 3, MARK_SELL: 4, MARK_BUY: 5 } as const

/** Trailing stops: a sell's trigger lies its offset below the highest price it has seen, a buy's above the lowest, and
 *  never moves back. A sell watches the bid, a buy the ask, or both the last price or the mark, as their trigger says;
 *  a mark to half a tick counts as the tick that is worse for the order. An order with an activation price begins to
 *  follow, and can fire, only once the price has been there.
 *
 *  Unrealistic in that the trigger follows every update of the feed at once; venues refresh theirs at intervals. */
export class TrailingStops {
  /** Orders that follow or wait for their activation. */
  count = 0
  readonly #heaps = new OffsetHeaps()
  readonly #groups = Object.values(WATCH).map(() => new TrailingGroups(this.#heaps))
  readonly #inactive = new TriggerOrders()
  #watches = new Uint8Array(64)
  #offsets = new Float64Array(64)
  #isFollowing = new Uint8Array(64)
  #begun = 0

  /** Takes an order up; it begins at the next price it sees. @param activationTicks 0 for none */
  insert(slot: number, trigger: Trigger, side: Side, offsetTicks: number, activationTicks: number): void {
    while (slot >= this.#watches.length) this.#grow()
    this.#watches[slot] = watchOf(trigger, side)
    this.#offsets[slot] = offsetTicks
    this.#isFollowing[slot] = 0
    this.#inactive.insert(slot, trigger, side, beginsAt(side, activationTicks), side === SIDE.SELL)
    this.count++
  }

  remove(slot: number, trigger: Trigger, side: Side, activationTicks: number): void {
    if (this.#isFollowing[slot] === 1) {
      this.removeFollowing(slot)
      return
    }
    this.#inactive.remove(slot, trigger, side, beginsAt(side, activationTicks), side === SIDE.SELL)
    this.count--
  }

  /** Takes out an order that fires. */
  removeFollowing(slot: number): void {
    this.#groupsOf(slot).remove(slot)
    this.#isFollowing[slot] = 0
    this.count--
  }

  /** Changes an order's offset; the extreme it has seen stays. */
  change(slot: number, offsetTicks: number): void {
    this.#offsets[slot] = offsetTicks
    if (this.#isFollowing[slot] === 1) this.#groupsOf(slot).change(slot, offsetTicks)
  }

  /** Where an order fires now, in ticks; 0 before it follows. */
  triggerTicks(slot: number): number {
    if (this.#isFollowing[slot] === 0) return 0
    return this.#groupsOf(slot).triggerKeyOf(slot) * signOf(this.#watches[slot]!)
  }

  /** Takes up the last price: triggers follow it, orders it activates begin. */
  onLast(priceTicks: number): void {
    this.#groups[WATCH.LAST_SELL]!.follow(priceTicks)
    this.#groups[WATCH.LAST_BUY]!.follow(-priceTicks)
    for (let slot = this.#inactive.takeByLast(priceTicks); slot >= 0; ) {
      this.#begin(slot, priceTicks * signOf(this.#watches[slot]!))
      slot = this.#inactive.takeByLast(priceTicks)
    }
  }

  /** As `onLast`, for the best prices and their mid; 0 where there is none. */
  onBook(bidTicks: number, askTicks: number): void {
    const twiceMark = bidTicks > 0 && askTicks > 0 ? bidTicks + askTicks : 0
    if (bidTicks > 0) this.#groups[WATCH.BID]!.follow(bidTicks)
    if (askTicks > 0) this.#groups[WATCH.ASK]!.follow(-askTicks)
    if (twiceMark > 0) {
      this.#groups[WATCH.MARK_SELL]!.follow(Math.floor(twiceMark / 2))
      this.#groups[WATCH.MARK_BUY]!.follow(Math.floor(-twiceMark / 2))
    }
    for (let slot = this.#inactive.takeByBook(bidTicks, askTicks); slot >= 0; ) {
      const watch = this.#watches[slot]!
      if (watch === WATCH.BID) this.#begin(slot, bidTicks)
      else if (watch === WATCH.ASK) this.#begin(slot, -askTicks)
      else this.#begin(slot, Math.floor((twiceMark * signOf(watch)) / 2))
      slot = this.#inactive.takeByBook(bidTicks, askTicks)
    }
  }

  /** The next order that the last price makes fire, -1 for none; it must be removed before the next is asked for. */
  reachedByLast(priceTicks: number): number {
    const slot = this.#groups[WATCH.LAST_SELL]!.reachedBy(priceTicks, 1)
    return slot >= 0 ? slot : this.#groups[WATCH.LAST_BUY]!.reachedBy(-priceTicks, 1)
  }

  /** As `reachedByLast`, for the best prices and their mid; 0 where there is none. */
  reachedByBook(bidTicks: number, askTicks: number): number {
    let slot = bidTicks > 0 ? this.#groups[WATCH.BID]!.reachedBy(bidTicks, 1) : -1
    if (slot < 0 && askTicks > 0) slot = this.#groups[WATCH.ASK]!.reachedBy(-askTicks, 1)
    if (slot >= 0 || bidTicks === 0 || askTicks === 0) return slot
    slot = this.#groups[WATCH.MARK_SELL]!.reachedBy(bidTicks + askTicks, 2)
    return slot >= 0 ? slot : this.#groups[WATCH.MARK_BUY]!.reachedBy(-bidTicks - askTicks, 2)
  }

  #begin(slot: number, key: number): void {
    this.#isFollowing[slot] = 1
    this.#groupsOf(slot).insert(slot, this.#offsets[slot]!, ++this.#begun, key)
  }

  #groupsOf(slot: number): TrailingGroups {
    return this.#groups[this.#watches[slot]!]!
  }

  #grow(): void {
    const [watches, offsets, isFollowing] = [this.#watches, this.#offsets, this.#isFollowing]
    this.#watches = new Uint8Array(watches.length * 2)
    this.#watches.set(watches)
    this.#offsets = new Float64Array(offsets.length * 2)
    this.#offsets.set(offsets)
    this.#isFollowing = new Uint8Array(isFollowing.length * 2)
    this.#isFollowing.set(isFollowing)
  }
}

function watchOf(trigger: Trigger, side: Side): number {
  const isSell = side === SIDE.SELL
  if (trigger === TRIGGER.LAST) return isSell ? WATCH.LAST_SELL : WATCH.LAST_BUY
  if (trigger === TRIGGER.MARK) return isSell ? WATCH.MARK_SELL : WATCH.MARK_BUY
  return isSell ? WATCH.BID : WATCH.ASK
}

/** +1 where a watched price is its own key: for sells. */
function signOf(watch: number): 1 | -1 {
  return watch === WATCH.LAST_SELL || watch === WATCH.BID || watch === WATCH.MARK_SELL ? 1 : -1
}

/** Every price activates an order without an activation price. */
function beginsAt(side: Side, activationTicks: number): number {
  if (activationTicks > 0) return activationTicks
  return side === SIDE.SELL ? 0 : Number.POSITIVE_INFINITY
}
