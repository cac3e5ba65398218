import { WakeQueue } from '../../domain/wake-queue.ts'

/** The market volume of one instrument and who waits for how much of it: a counter that prints raise and a heap of
 *  thresholds, so that a print costs an addition and a comparison however many wait. */
export class VolumeWatch {
  /** Lots printed since the watch began, less those that prints owe to our own fills. */
  marketLots = 0
  /** The lowest threshold, Infinity where nobody waits and while a wake is planned. */
  nextLots = Number.POSITIVE_INFINITY
  readonly #waiting = new WakeQueue()
  #isPlanned = false

  /** Waits until the market has traded so many lots in all. @param parentId whom to wake */
  waitFor(marketLots: number, parentId: number): void {
    this.#waiting.push(marketLots, parentId)
    if (!this.#isPlanned) this.nextLots = this.#waiting.nextNs()
  }

  /** Stops asking until `takeReached`. */
  plan(): void {
    this.#isPlanned = true
    this.nextLots = Number.POSITIVE_INFINITY
  }

  /** Takes those whose threshold has been reached. @returns their parents' ids */
  takeReached(): number[] {
    const reached: number[] = []
    while (this.#waiting.nextNs() <= this.marketLots) reached.push(this.#waiting.pop())
    this.#isPlanned = false
    this.nextLots = this.#waiting.nextNs()
    return reached
  }
}
