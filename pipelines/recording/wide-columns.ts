import type { CashFlow, EquitySample, MarkSample, PositionRecord } from '../../engine/index.ts'
import { writeInt64 } from '../../engine/index.ts'
import type { ResultScales } from './result-scales.ts'

/** Rows a block takes before it is appended. */
export const BLOCK_ROWS = 2_048

const LOW_64 = 0xffff_ffff_ffff_ffffn

/** A DECIMAL(38, s) column: 128-bit integers as low and high 64-bit halves. */
class WideColumn {
  readonly halves = new BigInt64Array(2 * BLOCK_ROWS)

  set(row: number, value: bigint): void {
    this.halves[2 * row] = BigInt.asIntN(64, value & LOW_64)
    this.halves[2 * row + 1] = value >> 64n
  }
}

/** Positions as columns, in the order of `staged_positions`. */
export class PositionColumns {
  rows = 0
  readonly #positionId = new Int32Array(BLOCK_ROWS)
  readonly #instrumentIndex = new Uint8Array(BLOCK_ROWS)
  readonly #side = new Uint8Array(BLOCK_ROWS)
  readonly #openedNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #closedNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #openedFillSeq = new Int32Array(BLOCK_ROWS)
  readonly #closedFillSeq = new Int32Array(BLOCK_ROWS)
  readonly #peakLots = new Int32Array(2 * BLOCK_ROWS)
  readonly #entryUnits = new WideColumn()
  readonly #entryLots = new WideColumn()
  readonly #exitUnits = new WideColumn()
  readonly #exitLots = new WideColumn()
  readonly #realizedUnits = new WideColumn()
  readonly #commissionUnits = new WideColumn()
  readonly blocks: readonly ArrayBufferView<ArrayBuffer>[] = [
    this.#positionId,
    this.#instrumentIndex,
    this.#side,
    this.#openedNs,
    this.#closedNs,
    this.#openedFillSeq,
    this.#closedFillSeq,
    this.#peakLots,
    this.#entryUnits.halves,
    this.#entryLots.halves,
    this.#exitUnits.halves,
    this.#exitLots.halves,
    this.#realizedUnits.halves,
    this.#commissionUnits.halves,
  ]

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
    this.#entryUnits.set(row, record.entryUnits)
    this.#entryLots.set(row, record.entryLots)
    this.#exitUnits.set(row, record.exitUnits)
    this.#exitLots.set(row, record.exitLots)
    this.#realizedUnits.set(row, record.realizedUnits)
    this.#commissionUnits.set(row, record.commissionUnits)
  }
}

/** Equity samples as columns, in the order of `staged_equity`. */
export class EquityColumns {
  rows = 0
  readonly #tsNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #walletIndex = new Uint8Array(BLOCK_ROWS)
  readonly #balance = new WideColumn()
  readonly #unrealized = new WideColumn()
  readonly #equity = new WideColumn()
  readonly blocks: readonly ArrayBufferView<ArrayBuffer>[] = [
    this.#tsNs,
    this.#walletIndex,
    this.#balance.halves,
    this.#unrealized.halves,
    this.#equity.halves,
  ]

  /** @param scales brings the sample's money to the precision of the file */
  push(sample: EquitySample, scales: ResultScales): void {
    const row = this.rows++
    const { precision } = sample
    writeInt64(this.#tsNs, row, sample.tsNs)
    this.#walletIndex[row] = sample.walletIndex
    this.#balance.set(row, scales.money(sample.balanceUnits, precision))
    this.#unrealized.set(row, scales.money(sample.unrealizedUnits, precision))
    this.#equity.set(row, scales.money(sample.equityUnits, precision))
  }
}

/** Mark samples as columns, in the order of `staged_marks`. */
export class MarkColumns {
  rows = 0
  readonly #tsNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #instrumentIndex = new Uint8Array(BLOCK_ROWS)
  readonly #bidTicks = new Int32Array(2 * BLOCK_ROWS)
  readonly #askTicks = new Int32Array(2 * BLOCK_ROWS)
  readonly #lastTicks = new Int32Array(2 * BLOCK_ROWS)
  readonly #positionLots = new Int32Array(2 * BLOCK_ROWS)
  readonly blocks: readonly ArrayBufferView<ArrayBuffer>[] = [
    this.#tsNs,
    this.#instrumentIndex,
    this.#bidTicks,
    this.#askTicks,
    this.#lastTicks,
    this.#positionLots,
  ]

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
export class FlowColumns {
  rows = 0
  readonly #tsNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #instrumentIndex = new Uint8Array(BLOCK_ROWS)
  readonly #kind = new Uint8Array(BLOCK_ROWS)
  readonly #fillSeq = new Int32Array(BLOCK_ROWS)
  readonly #units = new Int32Array(2 * BLOCK_ROWS)
  readonly #twiceMarkTicks = new Int32Array(2 * BLOCK_ROWS)
  readonly #positionLots = new Int32Array(2 * BLOCK_ROWS)
  readonly blocks: readonly ArrayBufferView<ArrayBuffer>[] = [
    this.#tsNs,
    this.#instrumentIndex,
    this.#kind,
    this.#fillSeq,
    this.#units,
    this.#twiceMarkTicks,
    this.#positionLots,
  ]

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
