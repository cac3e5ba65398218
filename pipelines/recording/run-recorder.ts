import type {
  CashFlow,
  ColumnBlock,
  EquitySample,
  FillBlock,
  InstrumentDefinition,
  MarkSample,
  OrderBlock,
  OrderEventBlock,
  ParentRecord,
  PositionRecord,
  RecordSink,
  RouteRecord,
  TargetPoint,
} from '../../engine/index.ts'
import { blockOf, type RecordedTable, type TableWriter } from './recorded-tables.ts'
import { ResultScales } from './result-scales.ts'
import { BLOCK_ROWS } from './wide-columns.ts'

/** Takes a replay's records and hands them to a writer of the result tables, a block at a time. */
export class RunRecorder implements RecordSink, Disposable {
  readonly #writer: TableWriter
  #positions = blockOf('positions')
  #equity = blockOf('equity')
  #marks = blockOf('marks')
  #flows = blockOf('flows')
  #routes = blockOf('routes')
  #parents: ParentRecord[] = []
  #targets: TargetPoint[] = []

  readonly #scales: ResultScales

  /** @param instruments of the run, in its order. @param writer the recorder's own from now on */
  constructor(instruments: readonly InstrumentDefinition[], writer: TableWriter) {
    this.#scales = new ResultScales(instruments)
    this.#writer = writer
  }

  fills(block: FillBlock): FillBlock {
    return this.#handOver('fills', block)
  }

  orders(block: OrderBlock): OrderBlock {
    return this.#handOver('orders', block)
  }

  orderEvents(block: OrderEventBlock): OrderEventBlock {
    return this.#handOver('events', block)
  }

  position(record: PositionRecord): void {
    this.#positions.push(this.#scales.isMixed ? this.#scales.position(record) : record)
    if (this.#positions.rows === BLOCK_ROWS) this.#positions = this.#handOver('positions', this.#positions)
  }

  equity(sample: EquitySample): void {
    this.#equity.push(sample, this.#scales)
    if (this.#equity.rows === BLOCK_ROWS) this.#equity = this.#handOver('equity', this.#equity)
  }

  mark(sample: MarkSample): void {
    this.#marks.push(this.#scales.isMixed ? this.#scales.mark(sample) : sample)
    if (this.#marks.rows === BLOCK_ROWS) this.#marks = this.#handOver('marks', this.#marks)
  }

  flow(flow: CashFlow): void {
    this.#flows.push(this.#scales.isMixed ? this.#scales.flow(flow) : flow)
    if (this.#flows.rows === BLOCK_ROWS) this.#flows = this.#handOver('flows', this.#flows)
  }

  route(record: RouteRecord): void {
    this.#routes.push(this.#scales.isMixed ? this.#scales.route(record) : record)
    if (this.#routes.rows === BLOCK_ROWS) this.#routes = this.#handOver('routes', this.#routes)
  }

  parent(record: ParentRecord): void {
    this.#parents.push(this.#scales.isMixed ? this.#scales.parent(record) : record)
    if (this.#parents.length === BLOCK_ROWS) this.#handOverParents()
  }

  target(point: TargetPoint): void {
    this.#targets.push(this.#scales.isMixed ? this.#scales.target(point) : point)
    if (this.#targets.length === BLOCK_ROWS) this.#handOverParents()
  }

  settle(): Promise<void> {
    return this.#writer.settle()
  }

  /** Writes all tables; the folder then holds one Parquet file each. */
  async finish(): Promise<void> {
    this.#handOver('positions', this.#positions)
    this.#handOver('equity', this.#equity)
    this.#handOver('marks', this.#marks)
    this.#handOver('flows', this.#flows)
    this.#handOver('routes', this.#routes)
    this.#handOverParents()
    await this.#writer.finish()
  }

  [Symbol.dispose](): void {
    this.#writer[Symbol.dispose]()
  }

  #handOverParents(): void {
    if (this.#parents.length + this.#targets.length === 0) return
    this.#writer.appendParents(this.#parents, this.#targets)
    this.#parents = []
    this.#targets = []
  }

  /** @returns an empty block of the same table */
  #handOver<Block extends ColumnBlock>(table: RecordedTable, block: Block): Block {
    const { memory, rows } = block
    const next = this.#writer.append(table, memory, rows)
    block.rows = 0
    return next === memory ? block : (blockOf(table, next) as unknown as Block)
  }
}
