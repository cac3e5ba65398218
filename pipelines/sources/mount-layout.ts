import { sharedDatabase } from '../database/shared-database.ts'
import { allRows } from '../database/statement.ts'
import { NotParquetError, SourceUnreadableError } from '../errors.ts'
import { sourceColumns, sourceRowGroups } from '../staging/statements.ts'
import type { ColumnStatistics, SourceLayout, SourceRowGroup } from './source-reader.ts'

/** Reads the footer of a local Parquet file.
 *  @throws NotParquetError when it has none, SourceUnreadableError when it cannot be read. */
export async function readMountLayout(file: string): Promise<SourceLayout> {
  const connection = await (await sharedDatabase()).connect()
  try {
    const columns = await allRows(connection, sourceColumns, { file })
    const chunks = await allRows(connection, sourceRowGroups, { file })
    const groups = new Map<number, SourceRowGroup & { statistics: Record<string, ColumnStatistics> }>()
    for (const chunk of chunks) {
      const rowGroup = Number(chunk.row_group)
      const group = groups.get(rowGroup)
      const statistics = group?.statistics ?? {}
      if (chunk.min !== null || chunk.max !== null) {
        const nullCount = chunk.null_count === null ? null : Number(chunk.null_count)
        statistics[chunk.name] = { min: chunk.min, max: chunk.max, nullCount }
      }
      groups.set(rowGroup, {
        rows: Number(chunk.group_rows),
        compressedBytes: (group?.compressedBytes ?? 0) + Number(chunk.compressed_bytes),
        statistics,
      })
    }
    return { columns, rowGroups: [...groups.values()] }
  } catch (error) {
    throw footerError(file, error)
  } finally {
    connection.closeSync()
  }
}

function footerError(file: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  if (/Could not open|Cannot open|Permission denied|No files found/i.test(message)) {
    return new SourceUnreadableError({ file, problem: message.split('\n')[0] ?? message }, error)
  }
  return new NotParquetError({ uri: file, found: message.split('\n')[0] ?? message }, error)
}
