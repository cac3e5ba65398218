const NO_NUMBERS = new Float64Array(0)

/** The last print of one instrument and how much of it our own orders have taken. */
export class Tape {
  /** 0 before the first print. */
  priceTicks = 0
  sizeLots = 0
  /** Position of the print among the run's trades; -1 before the first. */
  ordinal = -1
  #consumedLots = 0
  #numbers: Float64Array = NO_NUMBERS
  #row = 0

  /** @param numbers numeric ids of the print's batch, empty when unknown. */
  record(priceTicks: number, sizeLots: number, ordinal: number, numbers: Float64Array, row: number): void {
    this.#numbers = numbers
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
    return this.#numbers.length === 0 ? -1 : this.#numbers[this.#row]!
  }

  unconsumedLots(): number {
    return this.sizeLots - this.#consumedLots
  }

  consume(lots: number): void {
    this.#consumedLots += lots
  }
}
