import { z } from 'zod'
import { parseFraction } from '../../domain/decimal.ts'
import { InvalidAlgorithmParametersError } from '../../errors.ts'
import { type Algorithm, type AlgorithmContext, defineAlgorithm } from './algorithm.ts'
import { lotsOf, nsOf, quantity, seconds } from './parameters.ts'
import { flooredTo } from './split.ts'

const RATE_MIN = 1e-9

/** Unrealistic in that the market's volume stays as it was recorded: our orders draw nobody in and drive nobody out. */
export const pov = defineAlgorithm({
  id: 'pov',
  title: 'Percentage of volume',
  summary: "Follows the market's traded volume at a fixed rate.",
  formula:
    'Due = rate · V − filled − working, V the volume the market traded since the start without the prints that filled ' +
    'us. Once due reaches min_child, a child of it, at most max_child, takes at once; what it leaves is due again. ' +
    'Wakes when V reaches (filled + working + min_child) / rate. Ends where less than the venue takes is left.',
  source: 'Kissell, The Science of Algorithmic Trading and Portfolio Management (2013), chapter 8.',
  parameters: z.strictObject({
    participation_rate: z.number().min(RATE_MIN).max(1).describe("Share of the market's volume, e.g. 0.1."),
    min_child: quantity().optional().describe('Smallest child. Default the minimum quantity.'),
    max_child: quantity().optional().describe('Largest child. Default unbounded.'),
    horizon_secs: seconds().optional().describe("When to stop. Default the run's end."),
  }),
  example: { parameters: { participation_rate: 0.1 } },
  create(context, { participation_rate, min_child, max_child, horizon_secs }) {
    const { instrument } = context
    const least = Math.max(instrument.minQuantityLots, instrument.lotSizeLots)
    const minLots = min_child === undefined ? least : lotsOf(context, 'min_child', min_child)
    const maxLots =
      max_child === undefined ? Number.POSITIVE_INFINITY : lotsOf(context, 'max_child', max_child)
    if (minLots < instrument.minQuantityLots) {
      throw new InvalidAlgorithmParametersError({ problem: 'min_child is below the minimum quantity' })
    }
    if (maxLots < minLots) {
      throw new InvalidAlgorithmParametersError({ problem: 'max_child is less than min_child' })
    }
    return new Participation(context, {
      rate: plainDecimal(participation_rate),
      minLots,
      maxLots,
      horizon_secs,
    })
  },
})

interface ParticipationSetting {
  readonly rate: string
  readonly minLots: number
  readonly maxLots: number
  readonly horizon_secs: number | undefined
}

class Participation implements Algorithm {
  readonly #context: AlgorithmContext
  readonly #setting: ParticipationSetting
  /** The rate, exactly: a product rounded down in floating point would be a lot short now and then. */
  readonly #numerator: bigint
  readonly #denominator: bigint

  constructor(context: AlgorithmContext, setting: ParticipationSetting) {
    this.#context = context
    this.#setting = setting
    const { numerator, denominator } = parseFraction(setting.rate, 'participation_rate')
    this.#numerator = numerator
    this.#denominator = denominator
  }

  onStart(): void {
    const { horizon_secs } = this.#setting
    if (horizon_secs !== undefined) this.#context.wakeAt(this.#context.nowNs + nsOf(horizon_secs))
    this.#waitForDue()
  }

  onWake(): void {
    this.#context.finish()
  }

  onVolume(): void {
    const lots = this.#dueChildLots()
    if (lots > 0) {
      const { limitTicks } = this.#context.parent
      this.#context.submit({ quantityLots: lots, limitTicks, isImmediate: true })
    }
    this.#waitForDue()
  }

  onParentChanged(): void {
    this.#waitForDue()
  }

  /** What is open and on the lot grid; 0 where the venue would not take so little. */
  #sendableLots(): number {
    const { openLots, instrument } = this.#context
    const lots = flooredTo(instrument.lotSizeLots, openLots)
    return lots >= instrument.minQuantityLots ? lots : 0
  }

  #doneLots(): number {
    return this.#context.filledLots + this.#context.workingLots
  }

  /** What is due now as a child; 0 where it has to wait. Leaves no remainder that could not be sent, unless max_child
   *  admits of nothing else. */
  #dueChildLots(): number {
    const { instrument } = this.#context
    const { minLots, maxLots } = this.#setting
    const openLots = this.#sendableLots()
    const marketLots = this.#context.marketLots()
    const targetLots = Number((BigInt(Math.max(marketLots, 0)) * this.#numerator) / this.#denominator)
    const dueLots = targetLots - this.#doneLots()
    if (dueLots >= openLots && openLots <= maxLots) return openLots
    const lots = flooredTo(instrument.lotSizeLots, Math.min(dueLots, maxLots, openLots))
    if (lots < minLots) return 0
    const restLots = openLots - lots
    if (restLots === 0 || restLots >= instrument.minQuantityLots) return lots
    const shorterLots = flooredTo(instrument.lotSizeLots, openLots - instrument.minQuantityLots)
    if (shorterLots >= minLots) return shorterLots
    if (dueLots < openLots) return 0
    return shorterLots >= instrument.minQuantityLots ? shorterLots : lots
  }

  /** Waits until a child is due, at least a child's worth of volume from now where one is due already: what was
   *  refused is not tried again at once. */
  #waitForDue(): void {
    const openLots = this.#sendableLots()
    if (openLots === 0 && this.#context.workingLots === 0) {
      if (this.#context.openLots > 0) this.#context.finish()
      return
    }
    const { minLots } = this.#setting
    const marketLots = this.#context.marketLots()
    const childLots = openLots === 0 ? minLots : Math.min(minLots, openLots)
    const atLots = this.#volumeFor(this.#doneLots() + childLots)
    this.#context.target(this.#context.nowNs, this.#doneLots())
    this.#context.wakeAtVolume(atLots > marketLots ? atLots : marketLots + this.#volumeFor(childLots))
  }

  /** The least market volume of which the rate is this much. */
  #volumeFor(lots: number): number {
    const product = BigInt(lots) * this.#denominator
    return Number((product + this.#numerator - 1n) / this.#numerator)
  }
}

/** A number without an exponent, for exact reading. */
function plainDecimal(value: number): string {
  return String(value).includes('e') ? value.toFixed(18) : String(value)
}
