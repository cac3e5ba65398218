import { oppositeSide, SIDE, type Side } from '../domain/codes.ts'
import { multiplyDivideBig, type Ratio, tenTo, toSafeInteger } from '../domain/exact.ts'
import type { Instrument } from '../domain/instrument.ts'
import { commissionUnits, scaledAmount, scaledAmountBig } from '../domain/money.ts'
import { AccountWorth, type WorthPart } from './account-worth.ts'
import type { BuyingPower } from './buying-power.ts'
import { CashBuyingPower } from './cash-buying-power.ts'
import { HedgedPositions } from './hedged-positions.ts'
import type { Holding, ValuedHolding } from './holding.ts'
import { MarginBuyingPower, type TwiceMarkOf } from './margin-buying-power.ts'
import { MarginWatch } from './margin-watch.ts'
import { OrderReservations } from './order-reservations.ts'
import { NettingPosition, type PositionRecord } from './position.ts'
import { Wallet } from './wallet.ts'

/** `CASH`: balances per currency, nothing sold that is not held. `MARGIN`: positions against collateral. */
export type AccountType = 'CASH' | 'MARGIN'

export interface StartingBalance {
  readonly currency: string
  readonly precision: number
  readonly units: bigint
}

/** Numbers positions from 1, over all accounts of a run. */
export class PositionNumbers {
  opened = 0
}

export interface AccountParts {
  readonly type: AccountType
  /** What is traded in it, in the order of the run. */
  readonly instruments: readonly Instrument[]
  readonly startingBalances: readonly StartingBalance[]
  /** Twice an instrument's mark in ticks, 0 before the first price. */
  readonly twiceMarkOf: TwiceMarkOf
  readonly onPositionClosed: (record: PositionRecord) => void
  readonly positionNumbers: PositionNumbers
  /** One position per opening order in place of one per instrument; margin accounts only. */
  readonly isHedging?: boolean
}

/** What the position is that a closing order closes; id 0 where an instrument has only one. */
export interface ClosablePosition {
  readonly positionId: number
  readonly lots: number
}

/** One account at one venue: balances in exact money units and netting positions. What a fill booked stands in
 *  the `last…` fields until the next one, so that the hot path allocates nothing. */
export class Account {
  readonly type: AccountType
  readonly buyingPower: BuyingPower
  /** What working orders and orders under way keep. */
  readonly reservations: OrderReservations
  /** Those with a starting balance first, in its order. */
  readonly wallets: readonly Wallet[]
  /** In the currencies that instruments settle in. */
  readonly worth: AccountWorth
  /** Of a margin account. */
  readonly watch: MarginWatch | undefined
  lastCommissionUnits = 0
  lastRealizedUnits = 0
  lastPositionId = 0
  lastPositionAfterLots = 0

  readonly isHedging: boolean
  /** In the order of the run; both sides of an instrument on their own in hedging. */
  readonly #held: readonly ValuedHolding[]
  readonly #positionNumbers: PositionNumbers
  readonly #onPositionClosed: (record: PositionRecord) => void
  // By the run's instrument index; empty where an instrument trades in another account.
  readonly #positions: readonly Holding[]
  /** What fills are booked to: of hedging the selected position. */
  readonly #booked: NettingPosition[]
  /** Of hedging. */
  readonly #hedged: readonly HedgedPositions[]
  readonly #settlement: readonly Wallet[]
  readonly #base: readonly Wallet[]
  /** Base money units per lot. */
  readonly #baseUnitsPerLot: readonly bigint[]

  constructor(parts: AccountParts) {
    const { type, instruments, twiceMarkOf } = parts
    this.type = type
    this.#onPositionClosed = parts.onPositionClosed
    this.#positionNumbers = parts.positionNumbers
    const wallets = openWallets(instruments, parts.startingBalances)
    const byIndex = <Value>(made: (instrument: Instrument) => Value): Value[] => {
      const values: Value[] = []
      for (const instrument of instruments) values[instrument.index] = made(instrument)
      return values
    }
    this.wallets = [...wallets.values()]
    this.#settlement = byIndex(({ definition }) => wallets.get(definition.settlementCurrency)!)
    this.#base = byIndex(({ definition }) => wallets.get(definition.baseCurrency)!)
    this.#baseUnitsPerLot = byIndex(({ index, definition }) =>
      tenTo(this.#base[index]!.precision - definition.sizePrecision),
    )
    this.isHedging = parts.isHedging === true && type === 'MARGIN'
    this.#hedged = this.isHedging ? byIndex(instrument => new HedgedPositions(instrument)) : []
    this.#booked = byIndex(instrument => {
      return this.#hedged[instrument.index]?.selected ?? new NettingPosition(instrument, instrument.index)
    })
    this.#positions = this.isHedging ? this.#hedged : this.#booked
    this.#held = instruments.flatMap(({ index }): ValuedHolding[] => {
      const hedged = this.#hedged[index]
      return hedged === undefined ? [this.#booked[index]!] : [hedged.longs, hedged.shorts]
    })
    this.worth = this.#openWorth(twiceMarkOf)
    this.buyingPower =
      type === 'CASH'
        ? new CashBuyingPower(this.#positions, this.#settlement, this.#base, this.#baseUnitsPerLot)
        : new MarginBuyingPower(this.#held, this.#positions, this.#settlement, twiceMarkOf, this.isHedging)
    this.reservations = new OrderReservations(this.buyingPower)
    this.watch = type === 'MARGIN' ? new MarginWatch(this.#held, this.#settlement, twiceMarkOf) : undefined
  }

  /** What is held of an instrument; its net in hedging. */
  position(instrumentIndex: number): Holding {
    return this.#positions[instrumentIndex]!
  }

  /** Lots of a reduce-only order that would close something. @param positionId of hedging, 0 for any */
  closingLots(instrumentIndex: number, side: Side, quantityLots: number, positionId: number): number {
    return this.isHedging
      ? this.#hedged[instrumentIndex]!.closingLots(side, quantityLots, positionId)
      : this.#positions[instrumentIndex]!.closingLots(side, quantityLots)
  }

  /** What closing orders at the end of a run, or of a liquidation, are for. */
  closablePositions(instrumentIndex: number): readonly ClosablePosition[] {
    const hedged = this.#hedged[instrumentIndex]
    if (hedged !== undefined) return [...hedged.open].map(({ positionId, lots }) => ({ positionId, lots }))
    const { lots } = this.#positions[instrumentIndex]!
    return lots === 0 ? [] : [{ positionId: 0, lots }]
  }

  /** In hedging, chooses the position that the next fill goes to. @param positionId the one to close, 0 for the oldest
   *  @returns how many of the lots it takes */
  select(
    instrumentIndex: number,
    order: { id: number; isReduceOnly: boolean; positionId: number },
    side: Side,
    quantityLots: number,
  ): number {
    const hedged = this.#hedged[instrumentIndex]!
    const lots = hedged.select(order, side, quantityLots)
    this.#booked[instrumentIndex] = hedged.selected
    return lots
  }

  /** In hedging, takes up what the fill made of its position. */
  booked(instrumentIndex: number): void {
    const hedged = this.#hedged[instrumentIndex]!
    hedged.booked()
    this.watch?.filled(this.#settlement[instrumentIndex]!, hedged.approximateCost())
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
    const position = this.#booked[index]!
    const { instrument } = position
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
      if (position.lots === 0) position.begin(++this.#positionNumbers.opened, fillSeq, tsNs)
      if (!position.open(side, openingLots, openingUnits)) {
        const bigUnits = openingUnitsBig(instrument, priceTicks, quantityLots, closingLots)
        position.openBig(side, openingLots, bigUnits)
      }
      position.addCommission(openingCommission)
      this.lastPositionId = position.positionId
    }
    this.lastCommissionUnits = commission
    this.lastRealizedUnits = realized
    this.lastPositionAfterLots = position.lots
    const wallet = this.#settlement[index]!
    wallet.trading.add(realized - commission)
    if (this.watch === undefined) this.#exchange(index, side, priceTicks, quantityLots, commission)
    else {
      wallet.balance.add(realized - commission)
      this.watch.filled(wallet, position.approximateCost())
    }
  }

  /** Books a cash flow that no fill tells: funding, a liquidation's fee. @returns the wallet it went to */
  bookFlow(index: number, units: bigint): Wallet {
    const wallet = this.#settlement[index]!
    wallet.balance.addBig(units)
    wallet.trading.addBig(units)
    return wallet
  }

  /** What is left in an instrument's settlement wallet for further orders, exact: in cash the balance, on margin the
   *  equity less the initial margin of all positions, each less what working orders keep. */
  freeUnits(instrumentIndex: number): bigint {
    return this.buyingPower.freeUnits(instrumentIndex)
  }

  /** Records of the holdings that are still open. */
  openPositions(): PositionRecord[] {
    const open = this.isHedging ? this.#hedged.flatMap(hedged => [...hedged.open]) : this.#booked
    return open
      .filter(({ lots }) => lots !== 0)
      .map(position => position.record(position.lots > 0 ? SIDE.BUY : SIDE.SELL, null, null))
  }

  #openWorth(twiceMarkOf: TwiceMarkOf): AccountWorth {
    const isCash = this.type === 'CASH'
    const wallets = [...new Set(this.#held.map(({ instrumentIndex }) => this.#settlement[instrumentIndex]!))]
    const valued = new Set(wallets)
    const parts = this.#held.map((holding): WorthPart => {
      const base = this.#base[holding.instrumentIndex]!
      const isValued = isCash && !valued.has(base)
      if (isValued) valued.add(base)
      return {
        holding,
        wallet: this.#settlement[holding.instrumentIndex]!,
        base: isValued ? base : undefined,
        unitsPerLot: Number(this.#baseUnitsPerLot[holding.instrumentIndex]!),
      }
    })
    return new AccountWorth(isCash, wallets, parts, twiceMarkOf)
  }

  /** Swaps quote against base currency: what a cash account does with a fill. */
  #exchange(index: number, side: Side, priceTicks: number, quantityLots: number, commission: number): void {
    const { instrument } = this.#positions[index]!
    const value = scaledAmountBig(instrument, instrument.value, priceTicks, quantityLots)
    const baseUnits = BigInt(quantityLots) * this.#baseUnitsPerLot[index]!
    const isBuy = side === SIDE.BUY
    this.#settlement[index]!.balance.addBig((isBuy ? -value : value) - BigInt(commission))
    this.#base[index]!.balance.addBig(isBuy ? baseUnits : -baseUnits)
  }
}

/** One wallet a currency: those with a starting balance, then those that instruments settle in or hold. */
function openWallets(
  instruments: readonly Instrument[],
  startingBalances: readonly StartingBalance[],
): Map<string, Wallet> {
  const wallets = new Map(
    startingBalances.map(b => [b.currency, new Wallet(b.currency, b.precision, b.units)]),
  )
  const open = (currency: string, precision: number): void => {
    if (!wallets.has(currency)) wallets.set(currency, new Wallet(currency, precision, 0n))
  }
  for (const { definition: d } of instruments) open(d.settlementCurrency, d.currencyPrecision)
  for (const { definition: d } of instruments)
    open(d.baseCurrency, Math.max(d.sizePrecision, d.currencyPrecision))
  return wallets
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
