import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { noFillMids } from './fact-statements.ts'
import {
  ANALYSIS_TABLES,
  type AnalysisTable,
  FACT_TABLES,
  type FactTable,
  type StoredRun,
} from './stored-run.ts'

/** The view over all runs' files of a table, and the empty relation that types it. */
const FACT_VIEWS: Readonly<Record<FactTable | AnalysisTable, { view: string; empty: string }>> = {
  orders: { view: 'order_facts', empty: 'no_orders' },
  order_events: { view: 'order_event_facts', empty: 'no_order_events' },
  fills: { view: 'fill_facts', empty: 'no_fills' },
  positions: { view: 'position_facts', empty: 'no_positions' },
  ledger: { view: 'ledger_facts', empty: 'no_ledger' },
  equity: { view: 'wallet_equity_facts', empty: 'no_equity' },
  cash_flows: { view: 'cash_flow_facts', empty: 'no_cash_flows' },
  marks: { view: 'mark_facts', empty: 'no_marks' },
  fill_mids: { view: 'fill_mid_facts', empty: 'no_fill_mids' },
  parent_marks: { view: 'parent_mark_facts', empty: 'no_parent_marks' },
  parents: { view: 'parent_facts', empty: 'no_parents' },
  parent_algorithms: { view: 'parent_algorithm_facts', empty: 'no_parent_algorithms' },
  routing: { view: 'routing_facts', empty: 'no_routing' },
  parent_schedule: { view: 'parent_schedule_facts', empty: 'no_parent_schedule' },
}

/** A summary that is not on disk yet, in place of the run's file. */
export type SummaryTexts = ReadonlyMap<string, string>

/** Creates `order_facts`, `fill_facts`, … and `run_summaries`: one branch per run with its id as a literal, so that
 *  a filter on run_id leaves the other runs' files unopened, and a union by name, which widens decimals of
 *  different scale where one `read_parquet` over all files would round them. */
export async function createFactViews(
  connection: DuckDBConnection,
  runs: readonly StoredRun[],
  summaries: SummaryTexts = new Map(),
): Promise<void> {
  for (const table of [...FACT_TABLES, ...ANALYSIS_TABLES]) {
    const { view, empty } = FACT_VIEWS[table]
    const branches = [`from ${empty}`]
    for (const run of runs) {
      const file = run.tables[table]
      if (file === undefined) continue
      branches.push(
        `select ${quoteLiteral(run.runId)} as run_id, * ` +
          `from read_parquet(${quoteLiteral(file)}, file_row_number => true)`,
      )
    }
    await createUnion(connection, view, branches)
  }
  await createUnion(connection, 'measured_fill_facts', ['from no_measured_fills', ...measuredBranches(runs)])
  await createUnion(connection, 'run_summaries', ['from no_summaries', ...summaryBranches(runs, summaries)])
}

/** The fills of analysed runs beside their mids: row for row, since both files are in one order, and a join of millions
 *  by number would hold them all in a hash table. DuckDB takes a positional join for empty, and would build its hash
 *  tables of it: a second branch, which never has rows, tells how many to expect. */
function measuredBranches(runs: readonly StoredRun[]): string[] {
  const mids = noFillMids.row.omit({ run_id: true, file_row_number: true }).keyof().options
  return runs.flatMap(({ runId, tables: { fills, fill_mids } }) => {
    if (fills === undefined || fill_mids === undefined) return []
    const numbered = `read_parquet(${quoteLiteral(fills)}, file_row_number => true)`
    return [
      `select ${quoteLiteral(runId)} as run_id, fills.*, ${mids.map(name => `mids.${name}`).join(', ')} ` +
        `from ${numbered} as fills positional join read_parquet(${quoteLiteral(fill_mids)}) as mids`,
      `select ${quoteLiteral(runId)} as run_id, * from ${numbered} where file_row_number < 0`,
    ]
  })
}

function summaryBranches(runs: readonly StoredRun[], summaries: SummaryTexts): string[] {
  return runs.map(run => {
    const text = summaries.get(run.runId)
    const head = `select ${quoteLiteral(run.runId)} as run_id, ${quoteLiteral(run.folder)} as folder`
    return text === undefined
      ? `${head}, json as summary from read_json_objects(${quoteLiteral(run.summaryFile)}, format => 'unstructured')`
      : `${head}, ${quoteLiteral(text)}::json as summary`
  })
}

async function createUnion(connection: DuckDBConnection, view: string, branches: string[]): Promise<void> {
  await connection.run(
    `create or replace view ${quoteIdentifier(view)} as\n${branches.join('\nunion all by name\n')}`,
  )
}
