import type { Database } from '../database/open-database.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { oneRow } from '../database/statement.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import { timeBounds } from '../staging/statements.ts'
import { unitOfBounds } from '../staging/time-units.ts'
import type { UnitProbe } from './source-layouts.ts'

/** Reads a whole time column of a file whose writer left no statistics, to tell its unit. */
export function probeUnit(database: Database, reader: SourceReader): UnitProbe {
  return async (object, column) => {
    const { rowGroups } = await reader.layout(object)
    if (rowGroups.length === 0) return undefined
    await using fetched = await reader.fetch(object, [...rowGroups.keys()], [column])
    const connection = await database.connect()
    try {
      const select = `select ${quoteIdentifier(column)} as time from read_parquet(${quoteLiteral(fetched.file)})`
      await connection.run(`create or replace temp view source_times as ${select}`)
      const { least, greatest } = await oneRow(connection, timeBounds, {})
      return unitOfBounds([least, greatest], column, object.uri)
    } finally {
      connection.closeSync()
    }
  }
}
