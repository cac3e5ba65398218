import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The result tables of a run in report mode; a missing file means a run without such rows. */
export const FACT_TABLES = [
  'orders',
  'order_events',
  'fills',
  'positions',
  'ledger',
  'cash_flows',
  'equity',
  'marks',
  'parents',
  'parent_algorithms',
  'parent_schedule',
  'routing',
] as const
export type FactTable = (typeof FACT_TABLES)[number]

/** What the analysis of a run adds beside them; missing until the run is analysed. */
export const ANALYSIS_TABLES = ['fill_mids', 'parent_marks'] as const
export type AnalysisTable = (typeof ANALYSIS_TABLES)[number]

/** Where a run lies: `report` runs are folders with tables, `fast` and `failed` ones a summary alone. */
export interface StoredRun {
  readonly runId: string
  readonly folder: 'report' | 'fast' | 'failed'
  readonly summaryFile: string
  /** Parquet files by table; empty but for report runs. */
  readonly tables: Readonly<Partial<Record<FactTable | AnalysisTable, string>>>
}

/** What a run id may look like; also keeps ids safe as file names. */
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

/** Whether the text can be a run id: letters, digits, `_`, `-` and `.`, none of the latter two first. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text) && !text.includes('..')
}

/** The runs below a results root, ascending by id; an absent root has none. Half-written ones are not listed:
 *  a run has its summary last. */
export async function listStoredRuns(resultsRoot: string): Promise<StoredRun[]> {
  const runs = [
    ...(await reportRuns(join(resultsRoot, 'report'))),
    ...(await summaryRuns(join(resultsRoot, 'fast'), 'fast')),
    ...(await summaryRuns(join(resultsRoot, 'failed'), 'failed')),
  ]
  return runs.sort((a, b) => (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : 0))
}

/** A run folder as the recorder leaves it, wherever it lies. */
export async function storedReportRun(runId: string, directory: string): Promise<StoredRun> {
  const names = new Set(await readdir(directory))
  const tables: Partial<Record<FactTable | AnalysisTable, string>> = {}
  for (const table of [...FACT_TABLES, ...ANALYSIS_TABLES]) {
    if (names.has(`${table}.parquet`)) tables[table] = join(directory, `${table}.parquet`)
  }
  return { runId, folder: 'report', summaryFile: join(directory, 'summary.json'), tables }
}

async function reportRuns(root: string): Promise<StoredRun[]> {
  const runs: StoredRun[] = []
  for (const entry of await entriesOf(root)) {
    const directory = join(root, entry)
    if (!isRunId(entry) || !(await entriesOf(directory)).includes('summary.json')) continue
    runs.push(await storedReportRun(entry, directory))
  }
  return runs
}

async function summaryRuns(root: string, folder: 'fast' | 'failed'): Promise<StoredRun[]> {
  const files = (await entriesOf(root)).filter(name => name.endsWith('.json'))
  return files
    .map(name => ({ runId: name.slice(0, -'.json'.length), name }))
    .filter(({ runId }) => isRunId(runId))
    .map(({ runId, name }) => ({ runId, folder, summaryFile: join(root, name), tables: {} }))
}

/** Names in a folder; none where there is no such folder. */
async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}
