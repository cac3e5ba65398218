import type { DuckDBConnection } from '@duckdb/node-api'
import { registerCatalogViews } from '../../catalog/catalog-views.ts'
import { createRelations } from '../../database/statement.ts'
import { recordingStatements } from '../statements.ts'

/** The types of a run and its staged tables, without rows. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  for (const [name, scale] of Object.entries({ price: 2, size: 3, money: 8, deposit: 8 })) {
    await connection.run(`create type ${name}_decimal as decimal(18, ${scale})`)
    await connection.run(`create type wide_${name}_decimal as decimal(38, ${scale})`)
  }
  await createRelations(
    connection,
    recordingStatements.filter(statement => statement.kind === 'relation'),
  )
  await registerCatalogViews(connection, undefined)
  await connection.run('create view run_trade_ids as from no_trade_ids')
  await connection.run('create view run_parent_algorithms as from no_parent_algorithms')
  await connection.run('create view run_deposits as from no_deposits')
  await connection.run(
    'create view run_trades as select 0::utinyint as instrument_index, * from trade_tick_rows',
  )
}
