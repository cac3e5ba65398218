import { z } from 'zod'
import { ORDER_STATUS, type OrderStatus, REASON, type Reason, SIDE } from '../../domain/codes.ts'
import { isFinal } from '../../domain/order-transitions.ts'
import type { Algorithm, AlgorithmContext, ParentOrder } from './algorithm.ts'
import { weightedSplit } from './split.ts'

/** Parameters of every algorithm that follows a schedule of slices. */
export const scheduleParameters = {
  limit_offset_ticks: z
    .int()
    .optional()
    .describe(
      'Each slice first rests post-only this many ticks behind the best price of its own side (0 joins it, negative ' +
        'steps ahead), and takes what is left at its end. Absent: it takes at once.',
    ),
  jitter: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Delays each slice by a seeded share of its interval, uniform in [0, jitter).'),
  resend: z
    .boolean()
    .default(false)
    .describe('Adds what a child left unfilled to the next slice; otherwise it stays unfilled.'),
}

export interface ScheduleOptions {
  readonly limit_offset_ticks?: number | undefined
  readonly jitter: number
  readonly resend: boolean
}

/** A schedule: slice k is due at start + k · interval; one beyond the last interval is the remainder. */
export interface SlicePlan {
  readonly sizesLots: readonly number[]
  readonly intervalNs: number
  /** How many slices begin inside the horizon. */
  readonly slices: number
}

/** A child that has not ended. */
interface LiveChild {
  readonly slice: number
  readonly isPassive: boolean
  readonly limitTicks: number
  leftLots: number
}

/** Sends a child per slice. A market parent's children take at once, a limit parent's rest at its limit until the
 *  schedule's end, what comes at the end takes or is canceled. */
export class SliceSchedule implements Algorithm {
  readonly #context: AlgorithmContext
  readonly #plan: SlicePlan
  readonly #options: ScheduleOptions
  /** Sizes of the slices to come; made anew when the parent changes. */
  #sizesLots: readonly number[]
  /** Unfilled and not to be sent again. */
  #givenUpLots = 0
  /** Unfilled and to go with the next slice. */
  #carriedLots = 0
  #nextSlice = 0
  readonly #live = new Map<number, LiveChild>()
  /** Passive lots that wait for their slice's end, by slice. */
  readonly #untaken = new Map<number, number>()
  /** Slices whose end is still to come. */
  #openEnds = 0
  #isSent = false

  constructor(context: AlgorithmContext, plan: SlicePlan, options: ScheduleOptions) {
    this.#context = context
    this.#plan = plan
    this.#options = options
    this.#sizesLots = plan.sizesLots
  }

  onStart(): void {
    const { startNs } = this.#context.parent
    let cumulativeLots = 0
    this.#sizesLots.forEach((lots, slice) => {
      cumulativeLots += lots
      if (lots > 0) this.#context.target(startNs + slice * this.#plan.intervalNs, cumulativeLots)
    })
    this.#planSlice(0)
  }

  /** A tag from 0 is a slice's time, −1 − slice its end. */
  onWake(tag: number): void {
    if (tag >= 0) this.#sendSlice(tag)
    else this.#endPassive(-1 - tag)
  }

  onChildFill(k: number, _priceTicks: number, quantityLots: number): void {
    const child = this.#live.get(k)
    if (child !== undefined) child.leftLots -= quantityLots
  }

  onChildOrder(k: number, status: OrderStatus, reason: Reason): void {
    const child = this.#live.get(k)
    if (child === undefined || !isFinal(status)) return
    this.#live.delete(k)
    const { leftLots, slice, isPassive } = child
    if (leftLots === 0) return
    if (isPassive) this.#keepUntaken(slice, leftLots)
    else if (this.#options.resend || isWithdrawn(status, reason)) this.#carriedLots += leftLots
    else this.#givenUpLots += leftLots
  }

  /** Splits what is left anew over the slices to come, in the proportions of the plan. */
  onParentChanged(): void {
    const { parent, openLots, instrument } = this.#context
    if (parent.limitTicks > 0) this.#keepToLimit(parent)
    const from = this.#nextSlice
    const quantityLots = Math.max(0, openLots - this.#givenUpLots - this.#carriedLots - this.#waitingLots())
    const weights = this.#plan.sizesLots.slice(from)
    if (quantityLots === 0 || weights.every(lots => lots === 0)) {
      this.#sizesLots = this.#sizesLots.slice(0, from)
      this.#carriedLots += quantityLots
      return
    }
    const { lotSizeLots, minQuantityLots } = instrument
    const split = weightedSplit({ quantityLots, lotSizeLots, minQuantityLots }, weights)
    this.#sizesLots = [...this.#sizesLots.slice(0, from), ...split]
  }

  #planSlice(slice: number): void {
    const { intervalNs } = this.#plan
    const { jitter } = this.#options
    const isDelayed = jitter > 0 && slice < this.#plan.slices
    const delayNs = isDelayed ? Math.floor(jitter * this.#context.random() * intervalNs) : 0
    const atNs = this.#context.parent.startNs + slice * intervalNs + delayNs
    if (atNs > this.#context.nowNs) this.#context.wakeAt(atNs, slice)
    else this.#sendSlice(slice)
  }

  #sendSlice(slice: number): void {
    const isLast = slice >= this.#plan.slices
    this.#nextSlice = slice + 1
    const lots = Math.min((this.#sizesLots[slice] ?? 0) + this.#carriedLots, this.#context.openLots)
    const isEnough = lots >= this.#context.instrument.minQuantityLots
    this.#carriedLots = isEnough ? 0 : lots
    if (isLast) this.#cancelResting()
    if (isEnough) this.#sendLots(slice, lots, isLast)
    if (!isLast) {
      this.#planSlice(slice + 1)
      return
    }
    this.#isSent = true
    this.#finishWhenDone()
  }

  #sendLots(slice: number, lots: number, isAtEnd: boolean): void {
    const { limit_offset_ticks: offset } = this.#options
    const passiveTicks = offset === undefined || isAtEnd ? 0 : this.#passiveTicks(offset)
    if (passiveTicks === 0) {
      this.#take(slice, lots, isAtEnd)
      return
    }
    const k = this.#context.submit({ quantityLots: lots, limitTicks: passiveTicks, isPostOnly: true })
    if (k > 0) this.#live.set(k, { slice, leftLots: lots, isPassive: true, limitTicks: passiveTicks })
    this.#openEnds++
    this.#context.wakeAt(this.#endOf(slice), -1 - slice)
  }

  #take(slice: number, lots: number, isImmediate: boolean): void {
    const { limitTicks } = this.#context.parent
    const k = this.#context.submit({ quantityLots: lots, limitTicks, isImmediate })
    if (k > 0) this.#live.set(k, { slice, leftLots: lots, isPassive: false, limitTicks })
  }

  #endPassive(slice: number): void {
    this.#openEnds--
    for (const [k, child] of this.#live) {
      if (child.slice === slice && child.isPassive) this.#context.cancel(k)
    }
    const lots = this.#untaken.get(slice) ?? 0
    this.#untaken.delete(slice)
    this.#takeAfter(slice, lots)
    this.#finishWhenDone()
  }

  /** A passive child has ended: before its slice's end what is left waits, after it is taken at once. */
  #keepUntaken(slice: number, lots: number): void {
    if (this.#context.nowNs >= this.#endOf(slice)) this.#takeAfter(slice, lots)
    else this.#untaken.set(slice, (this.#untaken.get(slice) ?? 0) + lots)
    this.#finishWhenDone()
  }

  #takeAfter(slice: number, leftLots: number): void {
    const lots = Math.min(leftLots, this.#context.openLots)
    if (lots >= this.#context.instrument.minQuantityLots) this.#take(slice, lots, true)
    else if (this.#isSent) this.#givenUpLots += lots
    else this.#carriedLots += lots
  }

  #endOf(slice: number): number {
    return this.#context.parent.startNs + (slice + 1) * this.#plan.intervalNs
  }

  #waitingLots(): number {
    let lots = 0
    for (const waiting of this.#untaken.values()) lots += waiting
    return lots
  }

  #passiveTicks(offset: number): number {
    const { bestBidTicks, bestAskTicks, lastTicks, instrument, parent } = this.#context
    const isBuy = parent.side === SIDE.BUY
    const bestTicks = (isBuy ? bestBidTicks : bestAskTicks) || lastTicks
    if (bestTicks === 0) return 0
    const ticks = bestTicks + (isBuy ? -1 : 1) * offset * instrument.tickSizeTicks
    if (parent.limitTicks === 0) return Math.max(ticks, 0)
    return isBuy ? Math.min(ticks, parent.limitTicks) : Math.max(ticks, parent.limitTicks)
  }

  /** Moves what rests at the parent's limit to its new one; a passive child beyond it is withdrawn. */
  #keepToLimit({ side, limitTicks }: ParentOrder): void {
    for (const [k, child] of this.#live) {
      const isBeyond = side === SIDE.BUY ? child.limitTicks > limitTicks : child.limitTicks < limitTicks
      if (!child.isPassive) this.#context.modify(k, { limitTicks })
      else if (isBeyond) this.#context.cancel(k)
    }
  }

  #cancelResting(): void {
    for (const [k, child] of this.#live) if (!child.isPassive) this.#context.cancel(k)
  }

  /** Passive children are followed by one that takes, so the parent ends no sooner than that is sent. */
  #finishWhenDone(): void {
    if (!this.#isSent || this.#openEnds > 0 || this.#untaken.size > 0) return
    for (const child of this.#live.values()) if (child.isPassive) return
    this.#context.finish()
  }
}

/** Whether the parent itself took the child back, to make room for its new quantity. */
function isWithdrawn(status: OrderStatus, reason: Reason): boolean {
  return status === ORDER_STATUS.CANCELED && reason === REASON.BY_STRATEGY
}
