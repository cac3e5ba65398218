import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Database } from '../../database/open-database.ts'
import { quoteIdentifier, quoteLiteral } from '../../database/quote.ts'
import { rangesReader } from '../ranges-reader.ts'
import type { SourceLayout, SourceObject, SourceReader } from '../source-reader.ts'
import { startStandIn } from './start-stand-in.ts'

export interface ColdWindowOptions {
  /** A local Parquet file to serve as the object. */
  readonly file: string
  /** Integer column, ascending, that the window is of; both in its unit, half-open. */
  readonly timeColumn: string
  readonly start: bigint
  readonly end: bigint
  /** Columns to fetch; all when absent. */
  readonly columns?: readonly string[]
  /** Default 40. */
  readonly latencyMs?: number
  /** Of each connection; default 50 MB/s. */
  readonly bytesPerSecond?: number
}

export interface ColdWindow {
  /** Rows of the window. */
  readonly rows: number
  readonly rowGroups: number
  readonly requests: number
  readonly bytes: number
  readonly objectBytes: number
  /** Bytes transferred of the object's. */
  readonly bytesFraction: number
  /** From nothing known to the rows counted in DuckDB: look-up, footer, ranges, query. */
  readonly elapsedMs: number
}

/** Reads one window of one object with nothing cached, over a line as slow as a real one. The stand-in runs in the
 *  same process, so its own work is part of the time. */
export async function measureColdWindow(options: ColdWindowOptions): Promise<ColdWindow> {
  await using standIn = await startStandIn({
    buckets: { market: null },
    latencyMs: options.latencyMs ?? 40,
    bytesPerSecond: options.bytesPerSecond ?? 50e6,
  })
  const name = basename(options.file)
  await standIn.put('market', name, await readFile(options.file))
  using database = await Database.open()
  const reader = rangesReader({ root: 'gs://market', env: { ODUM_GCS_ENDPOINT: standIn.endpoint } })
  const startedMs = performance.now()
  const [object] = await reader.find([name])
  if (object === undefined) throw new RangeError(`${options.file} is not served`)
  const layout = await reader.layout(object)
  const rowGroups = rowGroupsOf(layout, options)
  const rows = await countWindow(database, reader, object, layout, rowGroups, options)
  const elapsedMs = performance.now() - startedMs
  const { requests, bytes } = standIn.traffic.total()
  const objectBytes = object.sizeBytes
  return {
    rows,
    rowGroups: rowGroups.length,
    requests,
    bytes,
    objectBytes,
    bytesFraction: bytes / objectBytes,
    elapsedMs,
  }
}

/** Row groups that can hold rows of the window; without statistics, every one can. */
function rowGroupsOf(layout: SourceLayout, { timeColumn, start, end }: ColdWindowOptions): number[] {
  return layout.rowGroups.flatMap(({ statistics }, index) => {
    const { min = null, max = null } = statistics[timeColumn] ?? {}
    return min !== null && max !== null && (max < start || min >= end) ? [] : [index]
  })
}

async function countWindow(
  database: Database,
  reader: SourceReader,
  object: SourceObject,
  layout: SourceLayout,
  rowGroups: readonly number[],
  { columns, timeColumn, start, end }: ColdWindowOptions,
): Promise<number> {
  const names = columns ?? layout.columns.map(column => column.name)
  await using fetched = await reader.fetch(object, rowGroups, names)
  const connection = await database.connect()
  try {
    const time = quoteIdentifier(timeColumn)
    const result = await connection.runAndReadAll(
      `select count(*)::integer from read_parquet(${quoteLiteral(fetched.file)})
       where ${time} >= $start::bigint and ${time} < $end::bigint`,
      { start, end },
    )
    return Number(result.getRows()[0]?.[0] ?? 0)
  } finally {
    connection.closeSync()
  }
}
