import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { quoteIdentifier, quoteLiteral } from './quote.ts'

export interface ParquetOptions {
  /** Rows per row group, default and maximum 122,880: DuckDB's own vector multiple, its unit of pruning. */
  readonly rowGroupRows?: number
  /** Key-value metadata of the file. */
  readonly metadata?: Readonly<Record<string, string>>
  /** False for rows whose values hardly repeat (ticks): delta encodings alone are written in 40 % less time, read in
   *  25 % less and are smaller. Default true. */
  readonly dictionary?: boolean
  /** A column whose values become folders `column=value` below the named path, one file each and thread. */
  readonly partitionBy?: string
}

export const ROW_GROUP_ROWS_MAX = 122_880

/** Writes a query's rows to a new Parquet file: version 2 encodings with snappy, which decode in half the
 *  time of version 1 with zstd. The caller writes to a temporary name, verifies and renames.
 *  @returns the rows written. */
export async function copyToParquet(
  connection: DuckDBConnection,
  select: string,
  file: string,
  options: ParquetOptions = {},
  params: Record<string, DuckDBValue> = {},
): Promise<number> {
  const result = await connection.run(copyStatement(select, file, options), params)
  return result.rowsChanged
}

/** The statement of `copyToParquet`, for those who prepare it ahead. */
export function copyStatement(select: string, file: string, options: ParquetOptions = {}): string {
  const settings = [
    'format parquet',
    'parquet_version v2',
    'compression snappy',
    `row_group_size ${options.rowGroupRows ?? ROW_GROUP_ROWS_MAX}`,
  ]
  if (options.dictionary === false) settings.push('dictionary_size_limit 1')
  if (options.partitionBy !== undefined)
    settings.push(`partition_by (${quoteIdentifier(options.partitionBy)})`, 'overwrite true')
  const metadata = Object.entries(options.metadata ?? {})
  if (metadata.length > 0) {
    const entries = metadata.map(([key, value]) => `${quoteIdentifier(key)}: ${quoteLiteral(value)}`)
    settings.push(`kv_metadata {${entries.join(', ')}}`)
  }
  return `copy (\n${select}\n) to ${quoteLiteral(file)} (${settings.join(', ')})`
}
