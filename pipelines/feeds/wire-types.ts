import type { DuckDBConnection } from '@duckdb/node-api'

/** How prices and sizes of an instrument travel from DuckDB: as 32-bit integers where every value fits. */
export interface WireTypes {
  readonly pricePrecision: number
  readonly sizePrecision: number
  readonly isPriceNarrow: boolean
  readonly isSizeNarrow: boolean
}

/** Gives a connection the types that the replay's static statements cast to. */
export async function declareWireTypes(connection: DuckDBConnection, types: WireTypes): Promise<void> {
  const width = (isNarrow: boolean): number => (isNarrow ? 9 : 18)
  const { pricePrecision, sizePrecision, isPriceNarrow, isSizeNarrow } = types
  await connection.run(
    `create temporary type price_wire as decimal(${width(isPriceNarrow)}, ${pricePrecision})`,
  )
  await connection.run(`create temporary type size_wire as decimal(${width(isSizeNarrow)}, ${sizePrecision})`)
}

/** Largest magnitude of a DECIMAL(9, s) in its units. */
const NARROW_MAX = 999_999_999

/** Whether values up to a maximum fit 32 bits. @param max undefined where the files do not tell */
export function isNarrow(max: number | undefined, precision: number): boolean {
  return max !== undefined && precision <= 9 && max * 10 ** precision < NARROW_MAX
}
