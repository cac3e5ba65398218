import type { Instrument } from '../domain/instrument.ts'
import { approximateAmount, scaledAmount, scaledAmountBig } from '../domain/money.ts'
import { unrealizedUnitsOf, type ValuedHolding } from './holding.ts'
import type { TwiceMarkOf } from './margin-buying-power.ts'
import type { Wallet } from './wallet.ts'

/** What an account is worth in one currency. Equity is balance plus unrealised PnL on margin, balance plus holdings at
 *  their mark in cash; unrealised PnL is that of the positions in both. */
export interface Valuation {
  readonly wallet: Wallet
  readonly balanceUnits: bigint
  readonly unrealizedUnits: bigint
  readonly equityUnits: bigint
}

/** One holding with what it is valued by. */
export interface WorthPart {
  readonly holding: ValuedHolding
  readonly wallet: Wallet
  /** Of a cash account: the currency whose whole balance is valued at this holding's mark. */
  readonly base: Wallet | undefined
  /** Base money units per lot. */
  readonly unitsPerLot: number
}

/** The cost of what is held, and the base balance. */
const SUMS_PER_PART = 2

/** What an account's worth hangs on at one instant, copied: sums as two parts each, so that a copy costs no arithmetic
 *  and is valued exactly whenever it is wanted. */
export class WorthCopy {
  readonly lows: Float64Array
  readonly highs: bigint[]
  readonly lots: Float64Array
  readonly twiceMarks: Float64Array

  constructor(sums: number, holdings: number) {
    this.lows = new Float64Array(sums)
    this.highs = new Array<bigint>(sums).fill(0n)
    this.lots = new Float64Array(holdings)
    this.twiceMarks = new Float64Array(holdings)
  }

  sum(at: number): bigint {
    return this.highs[at]! + BigInt(this.lows[at]!)
  }
}

/** Values an account at current marks: about and cheaply for each fill, exactly on the equity grid.
 *
 *  In cash a currency that several pairs hold counts once, at the first pair's mark; one that is itself settled in
 *  counts as its own balance. */
export class AccountWorth {
  /** What the account is valued in. */
  readonly wallets: readonly Wallet[]
  readonly #isCash: boolean
  readonly #parts: readonly WorthPart[]
  readonly #twiceMarkOf: TwiceMarkOf
  readonly #now: WorthCopy

  constructor(
    isCash: boolean,
    wallets: readonly Wallet[],
    parts: readonly WorthPart[],
    twiceMarkOf: TwiceMarkOf,
  ) {
    this.#isCash = isCash
    this.wallets = wallets
    this.#parts = parts
    this.#twiceMarkOf = twiceMarkOf
    this.#now = this.newCopy()
  }

  /** What all worth hangs on where a margin account has one position, in one currency. */
  get onlyPart(): WorthPart | undefined {
    return this.#isCash || this.wallets.length !== 1 || this.#parts.length !== 1 ? undefined : this.#parts[0]
  }

  /** Twice the mark of a holding, 0 where there is none. */
  twiceMarkOf({ holding }: WorthPart): number {
    return this.#twiceMarkOf(holding.instrumentIndex)
  }

  newCopy(): WorthCopy {
    return new WorthCopy(this.wallets.length + SUMS_PER_PART * this.#parts.length, this.#parts.length)
  }

  /** What equity in a currency has changed by since the start, in money units; in cash with what is held, from nothing.
   *  Exact while each amount in it is a safe integer; NaN while something that is held has no mark. Hot: asked for each
   *  fill. */
  gainedUnits(wallet: Wallet): number {
    const parts = this.#parts
    let gain = wallet.balance.gained()
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at]!
      if (part.wallet !== wallet) continue
      const { holding, base } = part
      if (this.#isCash) {
        const heldLots = base === undefined ? 0 : Math.floor(base.balance.approximate() / part.unitsPerLot)
        if (heldLots > 0) {
          gain += valueAt(holding.instrument, heldLots, this.#twiceMarkOf(holding.instrumentIndex))
        }
      } else if (holding.lots !== 0) {
        const twiceMark = this.#twiceMarkOf(holding.instrumentIndex)
        gain += unrealizedGain(holding.instrument, holding.lots, holding.approximateCost(), twiceMark)
      }
    }
    return gain
  }

  /** Takes up everything as it stands. */
  copyTo(copy: WorthCopy): void {
    const { lows, highs } = copy
    const wallets = this.wallets
    const parts = this.#parts
    let sum = 0
    for (; sum < wallets.length; sum++) wallets[sum]!.balance.copyTo(lows, highs, sum)
    for (let at = 0; at < parts.length; at++) {
      const { holding, base } = parts[at]!
      copy.lots[at] = holding.lots
      copy.twiceMarks[at] = this.#twiceMarkOf(holding.instrumentIndex)
      holding.copyCostTo(lows, highs, sum)
      if (base !== undefined) base.balance.copyTo(lows, highs, sum + 1)
      sum += SUMS_PER_PART
    }
  }

  /** The worth now in each currency, exact, in the order of `wallets`. Undefined while something that is held has no
   *  mark yet. */
  valuations(): Valuation[] | undefined {
    this.copyTo(this.#now)
    return this.valuationsOf(this.#now)
  }

  /** The same of a copy. */
  valuationsOf(copy: WorthCopy): Valuation[] | undefined {
    const valuations: Valuation[] = []
    for (const [at, wallet] of this.wallets.entries()) {
      const valuation = this.#valuationIn(wallet, copy.sum(at), copy)
      if (valuation === undefined) return undefined
      valuations.push(valuation)
    }
    return valuations
  }

  #valuationIn(wallet: Wallet, balanceUnits: bigint, copy: WorthCopy): Valuation | undefined {
    let unrealizedUnits = 0n
    let holdingsUnits = 0n
    for (const [at, part] of this.#parts.entries()) {
      if (part.wallet !== wallet) continue
      const { instrument } = part.holding
      const sum = this.wallets.length + SUMS_PER_PART * at
      const lots = copy.lots[at]!
      const heldLots = part.base === undefined ? 0 : Number(copy.sum(sum + 1) / BigInt(part.unitsPerLot))
      if (lots === 0 && heldLots === 0) continue
      const twiceMark = copy.twiceMarks[at]!
      if (twiceMark === 0) return undefined
      unrealizedUnits += unrealizedUnitsOf(instrument, lots, copy.sum(sum), twiceMark)
      if (heldLots > 0) {
        holdingsUnits += scaledAmountBig(instrument, instrument.valueAtTwice, twiceMark, heldLots)
      }
    }
    const gainUnits = this.#isCash ? holdingsUnits : unrealizedUnits
    return { wallet, balanceUnits, unrealizedUnits, equityUnits: balanceUnits + gainUnits }
  }
}

/** Unrealised PnL of signed lots that cost so much, exact while each amount in it is a safe integer; NaN without a
 *  mark. */
export function unrealizedGain(
  instrument: Instrument,
  lots: number,
  costUnits: number,
  twiceMarkTicks: number,
): number {
  const rise = valueAt(instrument, lots < 0 ? -lots : lots, twiceMarkTicks) - costUnits
  return lots > 0 !== instrument.isInverse ? rise : -rise
}

/** Value at a mark; exact while it is a safe integer, NaN without a mark. */
function valueAt(instrument: Instrument, lots: number, twiceMarkTicks: number): number {
  if (twiceMarkTicks === 0) return Number.NaN
  const { numerator, denominator } = instrument.valueAtTwice
  const product = twiceMarkTicks * lots * numerator
  if (denominator === 1 && !instrument.isInverse && product <= Number.MAX_SAFE_INTEGER) return product
  const value = scaledAmount(instrument, instrument.valueAtTwice, twiceMarkTicks, lots)
  return Number.isNaN(value)
    ? approximateAmount(instrument, instrument.valueAtTwice, twiceMarkTicks, lots)
    : value
}
