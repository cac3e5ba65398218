import { approximateAmount, scaledAmountBig } from '../domain/money.ts'
import type { Holding } from './holding.ts'
import type { TwiceMarkOf } from './margin-buying-power.ts'
import type { Wallet } from './wallet.ts'

/** Relative distance below which a floating-point comparison is not trusted. */
const DOUBT = 1e-9

/** How much smaller than the balance what is held must be to need no watching, and what that allows: a price must
 *  more than treble before a short this small reaches maintenance, and a long this small never does. */
const CALM_FACTOR = 8

/** A wallet whose margin ran out. */
export interface MarginShortfall {
  readonly wallet: Wallet
  readonly kind: 'margin_call' | 'liquidation'
  readonly equityUnits: bigint
  /** The margin that equity fell under: initial for a call, maintenance for a liquidation. */
  readonly requiredUnits: bigint
}

const NONE: readonly MarginShortfall[] = []

/** Watches one margin account. Equity of a wallet under the initial margin of its positions is a *margin call*: a
 *  warning, once until equity covers it again. Equity under the maintenance margin is for the venue to *liquidate*.
 *
 *  While all that a wallet holds is worth less than an eighth of its balance nothing is looked at but the cost of
 *  each fill; beyond it, every market event is. Decided in floating point when the answer is clear by a factor of a
 *  billionth, exactly otherwise. Unrealistic in that collateral of other currencies does not count. */
export class MarginWatch {
  /** Whether market events must be looked at. */
  isArmed = false
  /** Whether the venue liquidates; where it does not, all that happens is a call. */
  liquidates = true
  readonly #holdings: readonly Holding[]
  readonly #wallets: readonly Wallet[]
  /** By instrument index. */
  readonly #walletOf: readonly Wallet[]
  readonly #twiceMarkOf: TwiceMarkOf
  readonly #calmFactor: number
  readonly #called = new Set<Wallet>()
  readonly #liquidated = new Set<Wallet>()
  #onArmed: () => void = () => {}

  /** @param walletOf settlement wallet of each instrument */
  constructor(holdings: readonly Holding[], walletOf: readonly Wallet[], twiceMarkOf: TwiceMarkOf) {
    this.#holdings = holdings
    this.#walletOf = walletOf
    this.#wallets = [...new Set(holdings.map(({ instrumentIndex }) => walletOf[instrumentIndex]!))]
    this.#twiceMarkOf = twiceMarkOf
    this.#calmFactor = CALM_FACTOR * holdings.length
  }

  /** Told of each fill. @param costUnits of what is held now, about */
  filled(wallet: Wallet, costUnits: number): void {
    if (costUnits * this.#calmFactor > wallet.balance.approximate() && !this.isArmed) this.#arm()
  }

  /** Who wants to know that market events must be looked at from now on. */
  onArmed(listener: () => void): void {
    this.#onArmed = listener
  }

  /** Notes that a wallet's liquidation has begun; it lasts until its equity covers its maintenance margin. */
  liquidated(wallet: Wallet): void {
    this.#liquidated.add(wallet)
  }

  isLiquidated(wallet: Wallet): boolean {
    return this.#liquidated.has(wallet)
  }

  /** Indices of the instruments that settle in a wallet. */
  instrumentsOf(wallet: Wallet): ReadonlySet<number> {
    const indices = this.#holdings.map(({ instrumentIndex }) => instrumentIndex)
    return new Set(indices.filter(index => this.#walletOf[index] === wallet))
  }

  #arm(): void {
    this.isArmed = true
    this.#onArmed()
  }

  /** Looks whether there is something to watch, at current marks. */
  rearm(): void {
    this.isArmed = false
    for (const holding of this.#holdings) {
      if (holding.lots === 0) continue
      const wallet = this.#walletOf[holding.instrumentIndex]!
      this.filled(wallet, Math.max(holding.approximateCost(), this.#approximateValue(holding) || 0))
    }
  }

  /** Wallets that fell short at current marks: at most one of each wallet, calls first time only. */
  shortfalls(): readonly MarginShortfall[] {
    this.rearm()
    if (!this.isArmed) {
      this.#called.clear()
      this.#liquidated.clear()
      return NONE
    }
    // Asked after every market event, and hardly ever answered: nothing is allocated until there is an answer.
    let found: MarginShortfall[] | undefined
    for (let index = 0; index < this.#wallets.length; index++) {
      const shortfall = this.#shortfallOf(this.#wallets[index]!)
      if (shortfall === undefined) continue
      found ??= []
      found.push(shortfall)
    }
    return found ?? NONE
  }

  #shortfallOf(wallet: Wallet): MarginShortfall | undefined {
    let equity = wallet.balance.approximate()
    let initial = 0
    let maintenance = 0
    for (const holding of this.#holdings) {
      if (holding.lots === 0 || this.#walletOf[holding.instrumentIndex] !== wallet) continue
      const { instrument } = holding
      const value = this.#approximateValue(holding)
      if (Number.isNaN(value)) return undefined
      const gain = value - holding.approximateCost()
      equity += holding.gainsWhenHigher() ? gain : -gain
      const perLot = value / quotient(instrument.value)
      initial += perLot * quotient(instrument.initialMargin)
      maintenance += perLot * quotient(instrument.maintenanceMargin)
    }
    const doubt = DOUBT * (Math.abs(equity) + initial + maintenance)
    const isAboveMaintenance = !this.liquidates || equity - maintenance > doubt
    if (isAboveMaintenance && equity - initial > doubt) {
      this.#called.delete(wallet)
      this.#liquidated.delete(wallet)
      return undefined
    }
    if (isAboveMaintenance && initial - equity > doubt && this.#called.has(wallet)) return undefined
    return this.#exactShortfallOf(wallet)
  }

  #exactShortfallOf(wallet: Wallet): MarginShortfall | undefined {
    let equityUnits = wallet.balance.value()
    let initialUnits = 0n
    let maintenanceUnits = 0n
    for (const holding of this.#holdings) {
      if (holding.lots === 0 || this.#walletOf[holding.instrumentIndex] !== wallet) continue
      const { instrument, instrumentIndex } = holding
      const twiceMark = this.#twiceMarkOf(instrumentIndex)
      const lots = Math.abs(holding.lots)
      equityUnits += holding.unrealizedUnits(twiceMark)
      initialUnits += scaledAmountBig(instrument, instrument.initialMarginAtTwice, twiceMark, lots)
      maintenanceUnits += scaledAmountBig(instrument, instrument.maintenanceMarginAtTwice, twiceMark, lots)
    }
    if (this.liquidates && initialUnits > 0n && equityUnits < maintenanceUnits) {
      return { wallet, kind: 'liquidation', equityUnits, requiredUnits: maintenanceUnits }
    }
    this.#liquidated.delete(wallet)
    if (equityUnits >= initialUnits) {
      this.#called.delete(wallet)
      return undefined
    }
    if (this.#called.has(wallet)) return undefined
    this.#called.add(wallet)
    return { wallet, kind: 'margin_call', equityUnits, requiredUnits: initialUnits }
  }

  /** Value at the mark, NaN while there is no price. */
  #approximateValue(holding: Holding): number {
    const markTicks = this.#twiceMarkOf(holding.instrumentIndex) / 2
    if (markTicks === 0) return Number.NaN
    const { instrument } = holding
    return approximateAmount(instrument, instrument.value, markTicks, Math.abs(holding.lots))
  }
}

function quotient({ numerator, denominator }: { numerator: number; denominator: number }): number {
  return numerator / denominator
}
