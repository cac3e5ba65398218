import {
  type CashFlow,
  type FillBlock,
  type InstrumentDefinition,
  type MarkSample,
  type OrderBlock,
  type ParentRecord,
  type PositionRecord,
  type RouteRecord,
  readInt64,
  type TargetPoint,
  writeInt64,
} from '../../engine/index.ts'
import { ResultRangeError } from '../errors.ts'

/** Most units of a DECIMAL(18, s). */
const UNITS_MAX = 10 ** 18 - 1

/** The precisions of a run's files: the widest among its instruments. Where they differ, the integers of each
 *  instrument are brought to those of the files, exactly; where all agree nothing is touched. */
export class ResultScales {
  readonly pricePrecision: number
  readonly sizePrecision: number
  readonly moneyPrecision: number
  readonly isMixed: boolean
  /** By instrument. */
  readonly #priceFactors: readonly number[]
  readonly #sizeFactors: readonly number[]
  readonly #moneyFactors: readonly number[]

  /** @param instruments of the run, at least one */
  constructor(instruments: readonly InstrumentDefinition[]) {
    const widest = (precisions: readonly number[]): number => Math.max(...precisions)
    const prices = instruments.map(({ pricePrecision }) => pricePrecision)
    const sizes = instruments.map(({ sizePrecision }) => sizePrecision)
    const moneys = instruments.map(({ currencyPrecision }) => currencyPrecision)
    this.pricePrecision = widest(prices)
    this.sizePrecision = widest(sizes)
    this.moneyPrecision = widest(moneys)
    this.#priceFactors = prices.map(precision => 10 ** (this.pricePrecision - precision))
    this.#sizeFactors = sizes.map(precision => 10 ** (this.sizePrecision - precision))
    this.#moneyFactors = moneys.map(precision => 10 ** (this.moneyPrecision - precision))
    const factors = [...this.#priceFactors, ...this.#sizeFactors, ...this.#moneyFactors]
    this.isMixed = factors.some(factor => factor !== 1)
  }

  /** Brings a block of fills to the files' precisions, in place. @throws ResultRangeError */
  scaleFills(block: FillBlock): void {
    for (let row = 0; row < block.rows; row++) {
      const index = (block.codes[row]! >> 16) & 255
      const price = this.#priceFactors[index]!
      scale(block.priceTicks, row, price)
      scale(block.bestBidTicks, row, price)
      scale(block.bestAskTicks, row, price)
      const size = this.#sizeFactors[index]!
      scale(block.quantityLots, row, size)
      scale(block.positionAfterLots, row, size)
      scale(block.evidenceSizeLots, row, size)
      scale(block.queueAheadLots, row, size)
      const money = this.#moneyFactors[index]!
      scale(block.commissionUnits, row, money)
      scale(block.realizedUnits, row, money)
    }
  }

  /** As `scaleFills`. */
  scaleOrders(block: OrderBlock): void {
    for (let row = 0; row < block.rows; row++) {
      const index = block.instrumentIndex[row]!
      const price = this.#priceFactors[index]!
      scale(block.limitTicks, row, price)
      scale(block.triggerTicks, row, price)
      scale(block.trailingOffsetTicks, row, price)
      scale(block.arrivalBidTicks, row, price)
      scale(block.arrivalAskTicks, row, price)
      const size = this.#sizeFactors[index]!
      scale(block.quantityLots, row, size)
      scale(block.filledLots, row, size)
      scale(block.displayLots, row, size)
    }
  }

  position(record: PositionRecord): PositionRecord {
    const size = BigInt(this.#sizeFactors[record.instrumentIndex]!)
    const money = BigInt(this.#moneyFactors[record.instrumentIndex]!)
    return {
      ...record,
      peakLots: scaled(record.peakLots, Number(size)),
      entryLots: record.entryLots * size,
      exitLots: record.exitLots * size,
      entryUnits: record.entryUnits * money,
      exitUnits: record.exitUnits * money,
      realizedUnits: record.realizedUnits * money,
      commissionUnits: record.commissionUnits * money,
    }
  }

  mark(sample: MarkSample): MarkSample {
    const price = this.#priceFactors[sample.instrumentIndex]!
    return {
      ...sample,
      bidTicks: scaled(sample.bidTicks, price),
      askTicks: scaled(sample.askTicks, price),
      lastTicks: scaled(sample.lastTicks, price),
      positionLots: scaled(sample.positionLots, this.#sizeFactors[sample.instrumentIndex]!),
    }
  }

  parent(record: ParentRecord): ParentRecord {
    return {
      ...record,
      quantityLots: scaled(record.quantityLots, this.#sizeFactors[record.instrumentIndex]!),
      limitTicks: scaled(record.limitTicks, this.#priceFactors[record.instrumentIndex]!),
    }
  }

  target(point: TargetPoint): TargetPoint {
    const size = this.#sizeFactors[point.instrumentIndex]!
    return { ...point, cumulativeLots: scaled(point.cumulativeLots, size) }
  }

  route(record: RouteRecord): RouteRecord {
    const index = record.instrumentIndex
    const [size, money] = [this.#sizeFactors[index]!, BigInt(this.#moneyFactors[index]!)]
    return {
      ...record,
      quantityLots: scaled(record.quantityLots, size),
      // Below 0 it says that no book was known.
      availableLots: scaled(record.availableLots, size),
      chosenLots: scaled(record.chosenLots, size),
      limitTicks: scaled(record.limitTicks, this.#priceFactors[index]!),
      notionalUnits: record.notionalUnits * money,
      feeUnits: record.feeUnits * money,
      latencyUnits: record.latencyUnits * money,
      totalUnits: record.totalUnits * money,
    }
  }

  flow(flow: CashFlow): CashFlow {
    const index = flow.instrumentIndex
    return {
      ...flow,
      units: scaled(flow.units, this.#moneyFactors[index]!),
      twiceMarkTicks: scaled(flow.twiceMarkTicks, this.#priceFactors[index]!),
      positionLots: scaled(flow.positionLots, this.#sizeFactors[index]!),
    }
  }

  /** Money units of 10^-precision in those of the files. */
  money(units: bigint, precision: number): bigint {
    return units * 10n ** BigInt(this.moneyPrecision - precision)
  }
}

/** @throws ResultRangeError beyond what a number holds exactly */
function scaled(units: number, factor: number): number {
  const product = units * factor
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) return product
  throw new ResultRangeError({ units: String(units), factor: String(factor) })
}

/** Multiplies one value of a column of int64 halves. */
function scale(column: Int32Array, row: number, factor: number): void {
  if (factor === 1) return
  const units = readInt64(column, row)
  const product = units * factor
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) {
    writeInt64(column, row, product)
    return
  }
  if (Math.abs(product) > UNITS_MAX)
    throw new ResultRangeError({ units: String(units), factor: String(factor) })
  new BigInt64Array(column.buffer, column.byteOffset + 8 * row, 1)[0] = BigInt(units) * BigInt(factor)
}
