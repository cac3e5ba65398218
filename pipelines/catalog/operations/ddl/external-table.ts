import type { CellColumns } from '../../cell-columns.ts'
import type { CatalogType } from '../../cell-grid.ts'

/** The cells of one instrument and type, as another engine sees them. */
export interface ExternalTable {
  readonly type: CatalogType
  readonly instrumentId: string
  /** Name of the table, e.g. `trade_tick_btc_usdt_binance_futures`; unique in the catalog. */
  readonly name: string
  /** Folder whose folders `date=…` hold the files, an address with percent-encoded id. */
  readonly location: string
  /** DuckDB's types by column; `date` is the partition and none of them. */
  readonly columns: CellColumns
}

/** How one engine writes external tables over Parquet. */
export interface Dialect {
  /** What to know and to do first; one line a comment. */
  readonly preamble: readonly string[]
  /** The engine's type for one of DuckDB's: `bigint`, `utinyint`, `ubigint`, `varchar`, `decimal(18, s)`. */
  columnType(duckdbType: string): string
  /** A decimal type for values of all instruments together. */
  decimalType(scale: number): string
  /** Statements that make one table with a partition column `date`, without closing semicolons. */
  table(table: ExternalTable): readonly string[]
  /** Quotes a name. */
  quote(name: string): string
  /** The quoted name of a table or view, with its database. */
  place(name: string): string
  /** A statement that makes a view over a select. */
  view(place: string, select: string): string
}

/** Digits after the point of a decimal type; undefined for other types. */
export function scaleOf(duckdbType: string): number | undefined {
  const scale = /^decimal\(18, (\d+)\)$/.exec(duckdbType)?.[1]
  return scale === undefined ? undefined : Number(scale)
}

/** `name type` of each column, one a line. */
export function columnLines(dialect: Pick<Dialect, 'columnType' | 'quote'>, columns: CellColumns): string {
  return Object.entries(columns)
    .map(([name, type]) => `    ${dialect.quote(name)} ${dialect.columnType(type)}`)
    .join(',\n')
}

/** A text literal, for engines that escape with a second quote. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
