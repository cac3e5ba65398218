import {
  type ColumnBlock,
  FillBlock,
  OrderBlock,
  OrderEventBlock,
  type ParentRecord,
  type TargetPoint,
} from '../../engine/index.ts'
import { RouteColumns } from './route-columns.ts'
import { EquityColumns, FlowColumns, MarkColumns, PositionColumns } from './wide-columns.ts'

/** The tables a replay fills and how their rows lie in a block. */
const RECORDED_TABLES = {
  fills: FillBlock,
  orders: OrderBlock,
  events: OrderEventBlock,
  positions: PositionColumns,
  equity: EquityColumns,
  marks: MarkColumns,
  flows: FlowColumns,
  routes: RouteColumns,
} as const

export type RecordedTable = keyof typeof RECORDED_TABLES
type BlockOf<Table extends RecordedTable> = InstanceType<(typeof RECORDED_TABLES)[Table]>

/** A block of a table. @param memory that of another one; fresh when absent */
export function blockOf<Table extends RecordedTable>(
  table: Table,
  memory?: SharedArrayBuffer,
): BlockOf<Table> {
  const Block: new (memory?: SharedArrayBuffer) => ColumnBlock = RECORDED_TABLES[table]
  return new Block(memory) as BlockOf<Table>
}

/** Takes rows of the result tables and writes them. */
export interface TableWriter extends Disposable {
  /** Takes a block's rows; its memory is the writer's own from the call on.
   *  @returns memory of a block of that table, which may be the same one; undefined for fresh memory */
  append(table: RecordedTable, memory: SharedArrayBuffer, rows: number): SharedArrayBuffer | undefined
  /** Takes parent orders and points of their schedules. */
  appendParents(parents: readonly ParentRecord[], targets: readonly TargetPoint[]): void
  /** Called between batches; resolves when little is under way. */
  settle(): Promise<void>
  /** Writes what is left; the folder then holds one Parquet file a table. */
  finish(): Promise<void>
}
