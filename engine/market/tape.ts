import { readInt64 } from '../domain/int64-halves.ts'

const NO_NUMBERS = new Int32Array(0)

/** The last print of one instrument and how much of it our own orders have taken. */
export class Tape {
  /** 0 before the first print. */
  priceTicks = 0
  sizeLots = 0
  /** Position of the print among the run's trades; -1 before the first. */
  ordinal = -1
  #consumedLots = 0
  #numberHalves: Int32Array = NO_NUMBERS
  #row = 0

  /** @param numberHalves numeric ids of the print's batch, empty when unknown. */
  record(priceTicks: number, sizeLots: number, ordinal: number, numberHalves: Int32Array, row: number): void {
    this.#numberHalves = numberHalves
    this.#row = row
    this.priceTicks = priceTicks
    this.sizeLots = sizeLots
    this.ordinal = ordinal
    this.#consumedLots = 0
  }

  hasTraded(): boolean {
    return this.ordinal >= 0
  }

  /** The venue's numeric id of the print, -1 where unknown. */
  tradeNumber(): number {
    return this.#numberHalves.length === 0 ? -1 : readInt64(this.#numberHalves, this.#row)
  }

  unconsumedLots(): number {
    return this.sizeLots - this.#consumedLots
  }

  consume(lots: number): void {
    this.#consumedLots += lots
  }
}
