import {
  type CashFlow,
  ColumnBlock,
  type EquitySample,
  type MarkSample,
  type PositionRecord,
  writeInt64,
} from '../../engine/index.ts'
import type { ResultScales } from './result-scales.ts'

/** Rows a block takes before it is appended. */
export const BLOCK_ROWS = 2_048

const LOW_64 = 0xffff_ffff_ffff_ffffn

/** Sets a value of a DECIMAL(38, s) column. */
export function setInt128(halves: BigInt64Array, row: number, value: bigint): void {
  halves[2 * row] = BigInt.asIntN(64, value & LOW_64)
  halves[2 * row + 1] = value >> 64n
}

/** Positions as columns, in the order of `staged_positions`. */
export class PositionColumns extends ColumnBlock {
  readonly #positionId = this.int32()
  readonly #instrumentIndex = this.uint8()
  readonly #side = this.uint8()
  readonly #openedNs = this.int64()
  readonly #closedNs = this.int64()
  readonly #openedFillSeq = this.int32()
  readonly #closedFillSeq = this.int32()
  readonly #peakLots = this.int64()
  readonly #entryUnits = this.int128()
  readonly #entryLots = this.int128()
  readonly #exitUnits = this.int128()
  readonly #exitLots = this.int128()
  readonly #realizedUnits = this.int128()
  readonly #commissionUnits = this.int128()

  constructor(memory = new SharedArrayBuffer(134 * BLOCK_ROWS)) {
    super(BLOCK_ROWS, memory)
  }

  push(record: PositionRecord): void {
    const row = this.rows++
    this.#positionId[row] = record.positionId
    this.#instrumentIndex[row] = record.instrumentIndex
    this.#side[row] = record.entrySide
    writeInt64(this.#openedNs, row, record.openedNs)
    writeInt64(this.#closedNs, row, record.closedNs ?? -1)
    this.#openedFillSeq[row] = record.openedFillSeq
    this.#closedFillSeq[row] = record.closedFillSeq ?? -1
    writeInt64(this.#peakLots, row, record.peakLots)
    setInt128(this.#entryUnits, row, record.entryUnits)
    setInt128(this.#entryLots, row, record.entryLots)
    setInt128(this.#exitUnits, row, record.exitUnits)
    setInt128(this.#exitLots, row, record.exitLots)
    setInt128(this.#realizedUnits, row, record.realizedUnits)
    setInt128(this.#commissionUnits, row, record.commissionUnits)
  }
}

/** Equity samples as columns, in the order of `staged_equity`. */
export class EquityColumns extends ColumnBlock {
  readonly #tsNs = this.int64()
  readonly #walletIndex = this.uint8()
  readonly #balance = this.int128()
  readonly #unrealized = this.int128()
  readonly #equity = this.int128()

  constructor(memory = new SharedArrayBuffer(57 * BLOCK_ROWS)) {
    super(BLOCK_ROWS, memory)
  }

  /** @param scales brings the sample's money to the precision of the file */
  push(sample: EquitySample, scales: ResultScales): void {
    const row = this.rows++
    const { precision } = sample
    writeInt64(this.#tsNs, row, sample.tsNs)
    this.#walletIndex[row] = sample.walletIndex
    setInt128(this.#balance, row, scales.money(sample.balanceUnits, precision))
    setInt128(this.#unrealized, row, scales.money(sample.unrealizedUnits, precision))
    setInt128(this.#equity, row, scales.money(sample.equityUnits, precision))
  }
}

/** Mark samples as columns, in the order of `staged_marks`. */
export class MarkColumns extends ColumnBlock {
  readonly #tsNs = this.int64()
  readonly #instrumentIndex = this.uint8()
  readonly #bidTicks = this.int64()
  readonly #askTicks = this.int64()
  readonly #lastTicks = this.int64()
  readonly #positionLots = this.int64()

  constructor(memory = new SharedArrayBuffer(41 * BLOCK_ROWS)) {
    super(BLOCK_ROWS, memory)
  }

  push(sample: MarkSample): void {
    const row = this.rows++
    writeInt64(this.#tsNs, row, sample.tsNs)
    this.#instrumentIndex[row] = sample.instrumentIndex
    writeInt64(this.#bidTicks, row, sample.bidTicks)
    writeInt64(this.#askTicks, row, sample.askTicks)
    writeInt64(this.#lastTicks, row, sample.lastTicks)
    writeInt64(this.#positionLots, row, sample.positionLots)
  }
}

/** Cash flows as columns, in the order of `staged_cash_flows`. */
export class FlowColumns extends ColumnBlock {
  readonly #tsNs = this.int64()
  readonly #instrumentIndex = this.uint8()
  readonly #kind = this.uint8()
  readonly #fillSeq = this.int32()
  readonly #units = this.int64()
  readonly #twiceMarkTicks = this.int64()
  readonly #positionLots = this.int64()

  constructor(memory = new SharedArrayBuffer(38 * BLOCK_ROWS)) {
    super(BLOCK_ROWS, memory)
  }

  push(flow: CashFlow): void {
    const row = this.rows++
    writeInt64(this.#tsNs, row, flow.tsNs)
    this.#instrumentIndex[row] = flow.instrumentIndex
    this.#kind[row] = flow.kind
    this.#fillSeq[row] = flow.fillSeq
    writeInt64(this.#units, row, flow.units)
    writeInt64(this.#twiceMarkTicks, row, flow.twiceMarkTicks)
    writeInt64(this.#positionLots, row, flow.positionLots)
  }
}
