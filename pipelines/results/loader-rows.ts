import type { DuckDBConnection } from '@duckdb/node-api'
import { plainValue } from '../database/plain-value.ts'

/** What a notebook's query answers, as the JSON text of an array of rows; bigints stand as text. */
export async function loaderRows(
  connection: DuckDBConnection,
  query: string,
  params: Readonly<Record<string, string>> = {},
): Promise<string> {
  const reader = await connection.runAndReadAll(query, params)
  const names = reader.deduplicatedColumnNames()
  const rows = reader
    .getRows()
    .map(row => Object.fromEntries(names.map((name, index) => [name, plainValue(row[index] ?? null)])))
  return JSON.stringify(rows, (_, item) => (typeof item === 'bigint' ? item.toString() : item))
}

/** The query of a loader's file, without what ends it. */
export function loaderQuery(text: string): string {
  return text.trim().replace(/;$/, '')
}
