import { oppositeSide, SIDE, type Side } from '../domain/codes.ts'
import { multiplyDivideBig, type Ratio, tenTo, toSafeInteger } from '../domain/exact.ts'
import type { Instrument } from '../domain/instrument.ts'
import { commissionUnits, scaledAmount, scaledAmountBig } from '../domain/money.ts'
import { WideSum } from '../domain/wide-sum.ts'
import type { BuyingPower } from './buying-power.ts'
import { CashBuyingPower } from './cash-buying-power.ts'
import { MarginBuyingPower, type TwiceMarkOf } from './margin-buying-power.ts'
import { NettingPosition, type PositionRecord } from './position.ts'
import { Wallet } from './wallet.ts'

/** `CASH`: balances per currency, nothing sold that is not held. `MARGIN`: positions against collateral. */
export type AccountType = 'CASH' | 'MARGIN'

export interface StartingBalance {
  readonly currency: string
  readonly precision: number
  readonly units: bigint
}

/** What an account is worth. Equity is balance plus unrealised PnL on margin, balance plus holdings at their mark in
 *  cash; unrealised PnL is that of the positions in both. */
export interface Valuation {
  readonly balanceUnits: bigint
  readonly unrealizedUnits: bigint
  readonly equityUnits: bigint
}

/** One account at one venue: balances in exact money units and netting positions. What a fill booked stands in
 *  the `last…` fields until the next one, so that the hot path allocates nothing. */
export class Account {
  readonly type: AccountType
  readonly buyingPower: BuyingPower
  readonly wallets: readonly Wallet[]
  lastCommissionUnits = 0
  lastRealizedUnits = 0
  lastPositionId = 0
  lastPositionAfterLots = 0
  positionsOpened = 0
  /** Realised less commissions of all fills, in money units: what trading came to, whatever is held besides. */
  readonly tradingUnits = new WideSum()

  readonly #instruments: readonly Instrument[]
  readonly #positions: readonly NettingPosition[]
  readonly #settlement: readonly Wallet[]
  readonly #base: readonly Wallet[]
  /** Base money units per lot, by instrument. */
  readonly #baseUnitsPerLot: readonly bigint[]
  readonly #twiceMarkOf: TwiceMarkOf
  readonly #onPositionClosed: (record: PositionRecord) => void

  constructor(
    type: AccountType,
    instruments: readonly Instrument[],
    startingBalances: readonly StartingBalance[],
    twiceMarkOf: TwiceMarkOf,
    onPositionClosed: (record: PositionRecord) => void,
  ) {
    this.type = type
    this.#instruments = instruments
    this.#twiceMarkOf = twiceMarkOf
    this.#onPositionClosed = onPositionClosed
    const wallets = new Map(
      startingBalances.map(b => [b.currency, new Wallet(b.currency, b.precision, b.units)]),
    )
    const walletOf = (currency: string, precision: number): Wallet => {
      const wallet = wallets.get(currency) ?? new Wallet(currency, precision, 0n)
      wallets.set(currency, wallet)
      return wallet
    }
    const definitions = instruments.map(({ definition }) => definition)
    this.#settlement = definitions.map(d => walletOf(d.settlementCurrency, d.currencyPrecision))
    this.#base = definitions.map(d =>
      walletOf(d.baseCurrency, Math.max(d.sizePrecision, d.currencyPrecision)),
    )
    this.#baseUnitsPerLot = definitions.map((d, index) =>
      tenTo(this.#base[index]!.precision - d.sizePrecision),
    )
    this.wallets = [...wallets.values()]
    this.#positions = instruments.map((instrument, index) => new NettingPosition(instrument, index))
    this.buyingPower =
      type === 'CASH'
        ? new CashBuyingPower(this.#positions, this.#settlement, index => this.#heldLots(index))
        : new MarginBuyingPower(this.#positions, this.#settlement, twiceMarkOf)
  }

  position(instrumentIndex: number): NettingPosition {
    return this.#positions[instrumentIndex]!
  }

  /** Books a fill: commission, cost basis, realised PnL, balances. Sets the `last…` fields.
   *  @param fillSeq, tsNs of the fill. @throws PrecisionOverflowError */
  applyFill(
    index: number,
    side: Side,
    priceTicks: number,
    quantityLots: number,
    commissionRate: Ratio,
    fillSeq: number,
    tsNs: number,
  ): void {
    const instrument = this.#instruments[index]!
    const position = this.#positions[index]!
    const commission = commissionUnits(instrument, commissionRate, priceTicks, quantityLots)
    const valueUnits = scaledAmount(instrument, instrument.value, priceTicks, quantityLots)
    const closingLots = position.closingLots(side, quantityLots)
    const openingLots = quantityLots - closingLots
    let realized = 0
    let openingUnits = valueUnits
    let openingCommission = commission
    if (closingLots > 0) {
      const closingUnits =
        openingLots === 0 ? valueUnits : scaledAmount(instrument, instrument.value, priceTicks, closingLots)
      const closingCommission = openingLots === 0 ? commission : share(commission, closingLots, quantityLots)
      position.close(closingLots, priceTicks, closingUnits)
      position.addCommission(closingCommission)
      realized = position.realizedUnits
      openingUnits -= closingUnits
      openingCommission -= closingCommission
      this.lastPositionId = position.positionId
      if (position.lots === 0) this.#onPositionClosed(position.record(oppositeSide(side), fillSeq, tsNs))
    }
    if (openingLots > 0) {
      if (position.lots === 0) position.begin(++this.positionsOpened, fillSeq, tsNs)
      if (!position.open(side, openingLots, openingUnits)) {
        const bigUnits = openingUnitsBig(instrument, priceTicks, quantityLots, closingLots)
        position.openBig(side, openingLots, bigUnits)
      }
      position.addCommission(openingCommission)
      this.lastPositionId = position.positionId
    }
    this.lastCommissionUnits = commission
    this.lastRealizedUnits = realized
    this.tradingUnits.add(realized - commission)
    this.lastPositionAfterLots = position.lots
    if (this.type === 'CASH') this.#exchange(index, side, priceTicks, quantityLots, commission)
    else this.#settlement[index]!.balance.add(realized - commission)
  }

  /** The account's worth in money units of the first instrument's settlement currency, exact. Undefined while
   *  something that is held has no mark yet. */
  valuation(): Valuation | undefined {
    const balanceUnits = this.#settlement[0]!.balance.value()
    let unrealizedUnits = 0n
    let holdingsUnits = 0n
    for (let index = 0; index < this.#positions.length; index++) {
      const position = this.#positions[index]!
      const heldLots = this.type === 'CASH' ? this.#heldLots(index) : 0
      if (position.lots === 0 && heldLots === 0) continue
      const twiceMark = this.#twiceMarkOf(index)
      if (twiceMark === 0) return undefined
      const { instrument } = position
      unrealizedUnits += position.unrealizedUnits(twiceMark)
      if (heldLots > 0) {
        holdingsUnits += scaledAmountBig(instrument, instrument.valueAtTwice, twiceMark, heldLots)
      }
    }
    const gainUnits = this.type === 'CASH' ? holdingsUnits : unrealizedUnits
    return { balanceUnits, unrealizedUnits, equityUnits: balanceUnits + gainUnits }
  }

  /** Records of the holdings that are still open. */
  openPositions(): PositionRecord[] {
    return this.#positions
      .filter(({ lots }) => lots !== 0)
      .map(position => position.record(position.lots > 0 ? SIDE.BUY : SIDE.SELL, null, null))
  }

  #heldLots(index: number): number {
    return Number(this.#base[index]!.balance.value() / this.#baseUnitsPerLot[index]!)
  }

  /** Swaps quote against base currency: what a cash account does with a fill. */
  #exchange(index: number, side: Side, priceTicks: number, quantityLots: number, commission: number): void {
    const instrument = this.#instruments[index]!
    const value = scaledAmountBig(instrument, instrument.value, priceTicks, quantityLots)
    const baseUnits = BigInt(quantityLots) * this.#baseUnitsPerLot[index]!
    const isBuy = side === SIDE.BUY
    this.#settlement[index]!.balance.addBig((isBuy ? -value : value) - BigInt(commission))
    this.#base[index]!.balance.addBig(isBuy ? baseUnits : -baseUnits)
  }
}

/** A fill's value less its closing part's, at any size. */
function openingUnitsBig(
  instrument: Instrument,
  priceTicks: number,
  quantityLots: number,
  closingLots: number,
): bigint {
  const value = scaledAmountBig(instrument, instrument.value, priceTicks, quantityLots)
  if (closingLots === 0) return value
  return value - scaledAmountBig(instrument, instrument.value, priceTicks, closingLots)
}

function share(units: number, partLots: number, wholeLots: number): number {
  return toSafeInteger(
    multiplyDivideBig(BigInt(units), BigInt(partLots), BigInt(wholeLots)),
    'commission share',
  )
}
