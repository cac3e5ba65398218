import type { CatalogType } from '../catalog/cell-grid.ts'
import type { Statement } from '../database/statement.ts'
import {
  noSnapshots,
  noTrades,
  snapshotDistinct,
  snapshotDuplicates,
  tradeDistinct,
  tradeDuplicates,
} from '../staging/statements.ts'
import { BOOK_LEVELS, type RawDataType } from '../staging/wire-formats.ts'

/** One kind of raw data and the cells made from it. */
export interface RawStream {
  readonly dataType: RawDataType
  readonly types: readonly CatalogType[]
  /** Levels the source shows of each side. */
  readonly bookDepth: number | undefined
  readonly noRows: Statement
  readonly duplicates: Statement
  readonly distinct: Statement
}

export const RAW_STREAMS: readonly RawStream[] = [
  {
    dataType: 'trades',
    types: ['trade_tick'],
    bookDepth: undefined,
    noRows: noTrades,
    duplicates: tradeDuplicates,
    distinct: tradeDistinct,
  },
  {
    dataType: 'book_snapshot_5',
    types: ['order_book_depth', 'order_book_deltas'],
    bookDepth: BOOK_LEVELS,
    noRows: noSnapshots,
    duplicates: snapshotDuplicates,
    distinct: snapshotDistinct,
  },
]
