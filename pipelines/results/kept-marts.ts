import type { ConnectionPool } from '../database/connection-pool.ts'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import { drawdown, fillCosts, orderOutcomes } from './analysis-statements.ts'
import {
  fillLevels,
  fillQualitySummary,
  fillSizes,
  markouts,
  queueTimes,
  slippageDistribution,
} from './fill-statements.ts'
import { builtInMetricStatements } from './metric-statements.ts'
import { algorithmParents, algorithmProgress, runAlgorithms } from './parent-statements.ts'
import { runBalances, runInstruments, runLineage, runs } from './result-statements.ts'
import { routingSummary } from './route-statements.ts'

/** The marts that are kept with the data of a run's page: of few rows a run, and of each run by itself, so that those of
 *  many runs are the rows kept of each. What holds a row per fill or order is not among them. */
export const keptMarts: readonly Statement[] = [
  runs,
  runInstruments,
  runLineage,
  runBalances,
  ...builtInMetricStatements,
  drawdown,
  orderOutcomes,
  fillCosts,
  routingSummary,
  markouts,
  fillSizes,
  fillLevels,
  queueTimes,
  fillQualitySummary,
  slippageDistribution,
  runAlgorithms,
  algorithmParents,
  algorithmProgress,
]

/** Writes the kept marts of the runs that the pool's database has result views of: one row, per mart a list of its
 *  rows. */
export async function writeKeptMarts(pool: ConnectionPool, file: string): Promise<void> {
  const names = keptMarts.map(statementName)
  const rowsOf = (name: string): string => quoteIdentifier(`kept_${name}`)
  // A table each, not one statement: what some marts need at a time is the most that all of them need.
  await Promise.all(
    names.map(name =>
      pool.run(connection =>
        connection.run(
          `create or replace table ${rowsOf(name)} as select list(x order by x) from ${quoteIdentifier(name)} x`,
        ),
      ),
    ),
  )
  const columns = names.map(name => `(from ${rowsOf(name)}) as ${quoteIdentifier(name)}`)
  await pool.run(connection => copyToParquet(connection, `select ${columns.join(', ')}`, file))
}
