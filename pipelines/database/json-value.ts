import type { DuckDBValue } from '@duckdb/node-api'
import { plainValue } from './plain-value.ts'

/** A value as JSON shows it: integers within a double's range and doubles are numbers; decimals and wider integers are
 *  text, exactly; dates and times are text. */
export function jsonValue(value: DuckDBValue): unknown {
  const plain = plainValue(value)
  if (typeof plain === 'object' && plain !== null) return JSON.parse(jsonText(plain))
  if (typeof plain !== 'bigint') return plain
  // Timestamps are integers in plain values; here they are shown as DuckDB writes them.
  if (typeof value !== 'bigint') return String(value)
  return integer(plain)
}

/** JSON of plain values, integers as `jsonValue` shows them. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? integer(item) : item))
}

function integer(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
}
