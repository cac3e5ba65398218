import { BOOK_LEVELS } from '../staging/wire-formats.ts'
import type { CatalogType } from './cell-grid.ts'

/** DuckDB's types by column, in the order of the file. */
export type CellColumns = Readonly<Record<string, string>>

/** Digits after the point of an instrument's prices and sizes. */
export interface Precisions {
  readonly pricePrecision: number
  readonly sizePrecision: number
}

/** Columns of the cell files of a type, for an instrument's precisions. */
export function cellColumns(
  type: CatalogType,
  { pricePrecision, sizePrecision }: Precisions = { pricePrecision: 8, sizePrecision: 8 },
): CellColumns {
  const price = `decimal(18, ${pricePrecision})`
  const size = `decimal(18, ${sizePrecision})`
  const instants = { ts_event: 'bigint', ts_init: 'bigint' }
  if (type === 'trade_tick') {
    return { ...instants, price, size, aggressor_side: 'utinyint', trade_id: 'varchar' }
  }
  if (type === 'order_book_depth') return { ...instants, ...levelColumns(price, size), sequence: 'ubigint' }
  return {
    ...instants,
    action: 'utinyint',
    side: 'utinyint',
    price,
    size,
    flags: 'utinyint',
    sequence: 'ubigint',
    order_id: 'ubigint',
  }
}

function levelColumns(price: string, size: string): CellColumns {
  const columns = ['bid', 'ask'].flatMap(side =>
    [
      ['price', price],
      ['size', size],
    ].flatMap(([part, type]) =>
      Array.from({ length: BOOK_LEVELS }, (_, n) => [`${side}_${part}_${n}`, type]),
    ),
  )
  return Object.fromEntries(columns)
}
