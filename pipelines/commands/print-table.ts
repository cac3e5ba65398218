import type { CommandIo } from './command-io.ts'

/** One column: the key of the rows it shows. Numbers are set flush right. */
export interface Column {
  readonly key: string
  /** Heading; the key when absent. */
  readonly title?: string
  readonly align?: 'left' | 'right'
}

/** Prints rows to stdout: a plain aligned table, or with `json` one JSON array of the whole rows. */
export function printTable(
  io: Pick<CommandIo, 'write'>,
  columns: readonly Column[],
  rows: readonly object[],
  options: { readonly json?: boolean | undefined } = {},
): void {
  if (options.json === true) {
    printJson(io, rows)
    return
  }
  const records = rows as readonly Readonly<Record<string, unknown>>[]
  const table = columns.map(column => layOut(column, records))
  const lines = ['', ...records].map((_, line) =>
    table
      .map(cells => cells[line] ?? '')
      .join('  ')
      .trimEnd(),
  )
  io.write(`${lines.join('\n')}\n`)
}

/** Prints one value as indented JSON to stdout; integers beyond a double's range stand as strings. */
export function printJson(io: Pick<CommandIo, 'write'>, value: unknown): void {
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item), 2)
  io.write(`${text}\n`)
}

/** The padded cells of a column, its heading first. */
function layOut(column: Column, rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const values = rows.map(row => row[column.key])
  const cells = [column.title ?? column.key, ...values.map(cellText)]
  const width = Math.max(...cells.map(cell => cell.length))
  const isNumeric = values.some(value => typeof value === 'number' || typeof value === 'bigint')
  const right = (column.align ?? (isNumeric ? 'right' : 'left')) === 'right'
  return cells.map(cell => (right ? cell.padStart(width) : cell.padEnd(width)))
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number' || typeof value === 'bigint') return value.toLocaleString('en-US')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
