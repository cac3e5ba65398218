/** The last print of one instrument and how much of it our own orders have taken. */
export class Tape {
  /** 0 before the first print. */
  priceTicks = 0
  sizeLots = 0
  /** Position of the print among the run's trades; -1 before the first. */
  ordinal = -1
  #consumedLots = 0

  record(priceTicks: number, sizeLots: number, ordinal: number): void {
    this.priceTicks = priceTicks
    this.sizeLots = sizeLots
    this.ordinal = ordinal
    this.#consumedLots = 0
  }

  hasTraded(): boolean {
    return this.ordinal >= 0
  }

  unconsumedLots(): number {
    return this.sizeLots - this.#consumedLots
  }

  consume(lots: number): void {
    this.#consumedLots += lots
  }
}
