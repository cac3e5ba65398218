import { ColumnBlock, type RouteRecord, writeInt64 } from '../../engine/index.ts'
import { BLOCK_ROWS, setInt128 } from './wide-columns.ts'

/** Routing decisions as columns, in the order of `staged_routing`. */
export class RouteColumns extends ColumnBlock {
  readonly #decisionId = this.int32()
  readonly #addressedIndex = this.uint8()
  readonly #instrumentIndex = this.uint8()
  readonly #orderId = this.int32()
  readonly #parentOrderId = this.int32()
  readonly #side = this.uint8()
  readonly #outcome = this.uint8()
  readonly #tsNs = this.int64()
  readonly #quantityLots = this.int64()
  readonly #limitTicks = this.int64()
  readonly #availableLots = this.int64()
  readonly #chosenLots = this.int64()
  readonly #notionalUnits = this.int128()
  readonly #feeUnits = this.int128()
  readonly #latencyUnits = this.int128()
  readonly #totalUnits = this.int128()

  constructor(memory = new SharedArrayBuffer(120 * BLOCK_ROWS)) {
    super(BLOCK_ROWS, memory)
  }

  push(record: RouteRecord): void {
    const row = this.rows++
    this.#decisionId[row] = record.decisionId
    this.#addressedIndex[row] = record.addressedIndex
    this.#instrumentIndex[row] = record.instrumentIndex
    this.#orderId[row] = record.orderId
    this.#parentOrderId[row] = record.parentOrderId
    this.#side[row] = record.side
    this.#outcome[row] = record.outcome
    writeInt64(this.#tsNs, row, record.tsNs)
    writeInt64(this.#quantityLots, row, record.quantityLots)
    writeInt64(this.#limitTicks, row, record.limitTicks)
    writeInt64(this.#availableLots, row, record.availableLots)
    writeInt64(this.#chosenLots, row, record.chosenLots)
    setInt128(this.#notionalUnits, row, record.notionalUnits)
    setInt128(this.#feeUnits, row, record.feeUnits)
    setInt128(this.#latencyUnits, row, record.latencyUnits)
    setInt128(this.#totalUnits, row, record.totalUnits)
  }
}
