import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'

export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue }

/** Maps a DuckDB value to a plain one without loss: BIGINT and HUGEINT → bigint, DECIMAL → text,
 *  TIMESTAMP_NS → bigint ns, TIMESTAMP → bigint µs, DATE → `YYYY-MM-DD`, LIST → array, STRUCT → object. */
export function plainValue(value: DuckDBValue): PlainValue {
  if (value === null || typeof value !== 'object') return value as PlainValue
  if (value instanceof DuckDBDecimalValue) return value.toString()
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos
  if (value instanceof DuckDBTimestampValue) return value.micros
  if (value instanceof DuckDBDateValue) return value.toString()
  if (value instanceof DuckDBListValue) return value.items.map(plainValue)
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, plainValue(entry)]))
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(
      value.entries.map(({ key, value: entry }) => [String(plainValue(key)), plainValue(entry)]),
    )
  }
  return value.toString()
}
