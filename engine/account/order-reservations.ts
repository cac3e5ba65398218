import type { Side } from '../domain/codes.ts'
import type { BuyingPower } from './buying-power.ts'

const INITIAL_SLOTS = 64

/** What working orders and orders under way keep of an account's money, by order slot. An order that fills in the
 *  instant it is sent never comes here. Every change costs the same, however many orders there are. */
export class OrderReservations {
  /** Orders that keep something. */
  count = 0
  readonly #buyingPower: BuyingPower
  #instrumentIndex = new Uint8Array(INITIAL_SLOTS)
  #side = new Uint8Array(INITIAL_SLOTS)
  #priceTicks = new Float64Array(INITIAL_SLOTS)
  /** 0 where an order keeps nothing. */
  #quantityLots = new Float64Array(INITIAL_SLOTS)

  constructor(buyingPower: BuyingPower) {
    this.#buyingPower = buyingPower
  }

  /** Lots an order keeps money for. */
  lotsOf(slot: number): number {
    return slot < this.#quantityLots.length ? this.#quantityLots[slot]! : 0
  }

  /** Price those lots are kept at. */
  ticksOf(slot: number): number {
    return this.lotsOf(slot) > 0 ? this.#priceTicks[slot]! : 0
  }

  /** Keeps what an order needs in place of what it kept. @param priceTicks 0 where no price is known: nothing then. */
  reserve(slot: number, instrumentIndex: number, side: Side, priceTicks: number, quantityLots: number): void {
    this.release(slot)
    if (!(priceTicks > 0 && quantityLots > 0)) return
    while (slot >= this.#quantityLots.length) this.#grow()
    this.#instrumentIndex[slot] = instrumentIndex
    this.#side[slot] = side
    this.#priceTicks[slot] = priceTicks
    this.#quantityLots[slot] = quantityLots
    this.count++
    this.#buyingPower.reserve(instrumentIndex, side, priceTicks, quantityLots)
  }

  /** Gives back all that an order keeps; nothing where it keeps none. */
  release(slot: number): void {
    const lots = this.lotsOf(slot)
    if (lots === 0) return
    this.#quantityLots[slot] = 0
    this.count--
    this.#buyingPower.release(
      this.#instrumentIndex[slot]!,
      this.#side[slot] as Side,
      this.#priceTicks[slot]!,
      lots,
    )
  }

  /** Gives back the share of lots that have filled. */
  filled(slot: number, filledLots: number): void {
    const lots = this.lotsOf(slot)
    if (lots === 0) return
    const [index, side] = [this.#instrumentIndex[slot]!, this.#side[slot] as Side]
    this.reserve(slot, index, side, this.#priceTicks[slot]!, lots - filledLots)
  }

  #grow(): void {
    const slots = 2 * this.#quantityLots.length
    const larger = <Column extends Uint8Array | Float64Array>(column: Column): Column => {
      const next = new (column.constructor as new (length: number) => Column)(slots)
      next.set(column)
      return next
    }
    this.#instrumentIndex = larger(this.#instrumentIndex)
    this.#side = larger(this.#side)
    this.#priceTicks = larger(this.#priceTicks)
    this.#quantityLots = larger(this.#quantityLots)
  }
}
