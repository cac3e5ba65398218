import type { DuckDBResult, DuckDBValue } from '@duckdb/node-api'
import { jsonValue } from '../database/json-value.ts'
import { printTable } from './print-table.ts'

export const TEXT_FORMATS = ['table', 'csv', 'json', 'markdown'] as const
export type TextFormat = (typeof TEXT_FORMATS)[number]

/** Rows that a table shows; more are counted. */
export const TABLE_ROWS_MAX = 1_000

/** Formats the rows of a query in parts. Tables are laid out whole, so they end after `TABLE_ROWS_MAX` rows. */
export async function* formatRows(result: DuckDBResult, format: TextFormat): AsyncGenerator<string> {
  const names = result.deduplicatedColumnNames()
  if (names.length === 0) return
  if (format === 'table') yield await table(names, result)
  if (format === 'csv') yield* delimited(names, result, csvField, ',', '')
  if (format === 'markdown') yield* delimited(names, result, markdownField, ' | ', '| ')
  if (format === 'json') yield* json(names, result)
}

async function table(names: readonly string[], result: DuckDBResult): Promise<string> {
  const rows: Record<string, unknown>[] = []
  let count = 0
  for await (const batch of result.yieldRows()) {
    for (const values of batch) {
      count += 1
      if (count <= TABLE_ROWS_MAX) rows.push(textRow(names, values))
    }
  }
  let text = ''
  const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL)/
  const columns = names.map((key, index) => {
    const isNumeric = numeric.test(String(result.columnType(index)))
    return { key, align: isNumeric ? ('right' as const) : ('left' as const) }
  })
  printTable({ write: part => (text += part) }, columns, rows)
  if (count > TABLE_ROWS_MAX) {
    text += `${(count - TABLE_ROWS_MAX).toLocaleString('en-US')} more rows; --format csv prints all\n`
  }
  return text
}

function textRow(names: readonly string[], values: readonly DuckDBValue[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name, index) => {
      const value = values[index] ?? null
      return [name, value === null ? null : String(value)]
    }),
  )
}

async function* delimited(
  names: readonly string[],
  result: DuckDBResult,
  field: (text: string) => string,
  separator: string,
  edge: string,
): AsyncGenerator<string> {
  const close = edge === '' ? '\n' : ' |\n'
  const line = (texts: readonly string[]): string => `${edge}${texts.map(field).join(separator)}${close}`
  yield line(names)
  if (edge !== '') yield `${edge}${names.map(() => '---').join(separator)}${close}`
  for await (const batch of result.yieldRows()) {
    yield batch.map(values => line(values.map(value => (value === null ? '' : String(value))))).join('')
  }
}

/** A field as RFC 4180 wants it. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function markdownField(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\r?\n/g, '<br>')
}

async function* json(names: readonly string[], result: DuckDBResult): AsyncGenerator<string> {
  let separator = '[\n'
  for await (const batch of result.yieldRows()) {
    const rows = batch.map(values =>
      JSON.stringify(
        Object.fromEntries(names.map((name, index) => [name, jsonValue(values[index] ?? null)])),
      ),
    )
    if (rows.length === 0) continue
    yield `${separator}${rows.join(',\n')}`
    separator = ',\n'
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}
