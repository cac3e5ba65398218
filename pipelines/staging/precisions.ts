import type { DuckDBConnection } from '@duckdb/node-api'
import { createRelations } from '../database/statement.ts'
import { stagingMacros } from './statements.ts'

/** Decimal digits of an instrument, 0 to 18. */
export interface Precisions {
  readonly pricePrecision: number
  readonly sizePrecision: number
}

/** Gives a database the types `price_decimal` and `size_decimal`, their steps, and the macros that use them, so that
 *  static SQL carries an instrument's precision. One database converts one instrument. */
export async function declarePrecisions(connection: DuckDBConnection, precisions: Precisions): Promise<void> {
  const digits = { price: precisions.pricePrecision, size: precisions.sizePrecision }
  for (const [name, precision] of Object.entries(digits)) {
    if (!Number.isInteger(precision) || precision < 0 || precision > 18) {
      throw new RangeError(`${name} precision is ${precision}, expected 0 to 18`)
    }
    await connection.run(`create type ${name}_decimal as decimal(18, ${precision})`)
    await connection.run(`create or replace macro ${name}_step() as 1e-${precision}::double`)
  }
  await createRelations(connection, stagingMacros)
}
