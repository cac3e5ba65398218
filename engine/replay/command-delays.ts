import type { SeededRandom } from '../domain/random.ts'
import type { LatencyModel } from './scenario.ts'

/** How long commands take to one venue, ns; each draw of the jitter is the venue's own. */
export class CommandDelays {
  readonly #latency: LatencyModel
  readonly #random: SeededRandom

  constructor(latency: LatencyModel, random: SeededRandom) {
    this.#latency = latency
    this.#random = random
  }

  ofSubmit(): number {
    return this.#jittered(this.#latency.submitNs)
  }

  ofModify(): number {
    return this.#jittered(this.#latency.modifyNs)
  }

  ofCancel(): number {
    return this.#jittered(this.#latency.cancelNs)
  }

  #jittered(baseNs: number): number {
    const { jitterNs } = this.#latency
    return jitterNs > 0 ? baseNs + Math.floor(this.#random.next() * jitterNs) : baseNs
  }
}
