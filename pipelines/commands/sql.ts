import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { Argument, Command, Option } from '@commander-js/extra-typings'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import type { ViewSelection } from '../catalog/view-files.ts'
import { parseWindow } from '../config/time-window.ts'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { Database } from '../database/open-database.ts'
import { QueryFailedError, UsageError } from '../errors.ts'
import { registerResultViews } from '../results/result-views.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { catalogRoot } from './catalog/catalog-root.ts'
import type { CommandIo } from './command-io.ts'
import { openResultsOf } from './results-root.ts'
import { formatRows, TEXT_FORMATS, type TextFormat } from './sql-format.ts'
import { promptLoop } from './sql-prompt.ts'

const EXAMPLES = `
Examples:
  $ odum sql "select date, count(*) as trades, sum(size) as volume from trades group by all order by date"
  $ odum sql "from bars('1 minute') limit 10" --format markdown
  $ odum sql --file query.sql --format parquet --out result.parquet
  $ echo "from coverage" | odum sql --format json
  $ odum sql                                        (a prompt, where stdin is a terminal)`

/** `odum sql`: one query over catalog and results, or a prompt. */
export function sqlCommand(io: CommandIo) {
  return new Command('sql')
    .description('Runs SQL over the views of the catalog and of the results.')
    .addArgument(new Argument('[query]', 'the query; - reads stdin'))
    .option('--file <file>', 'read the query from a file')
    .option('--catalog <folder>', 'catalog root (default: DATA_CATALOG_PATH, else .odum/catalog)')
    .option('--results <folder>', 'results root (default: ODUM_RESULTS_ROOT, else backtest_results)')
    .option('--instrument <id...>', 'of a catalog in a bucket: only these instruments')
    .option('--start <instant>', 'of a catalog in a bucket: only cells from here on')
    .option('--end <instant>', 'of a catalog in a bucket: only cells before this instant')
    .addOption(
      new Option('--format <format>', 'output format').choices([...TEXT_FORMATS, 'parquet']).default('table'),
    )
    .option('--out <file>', 'write to a file instead of stdout')
    .option('--json', 'the same as --format json')
    .addHelpText('after', EXAMPLES)
    .action(async (query, options) => {
      const format = options.json === true ? 'json' : options.format
      if (format === 'parquet' && options.out === undefined) {
        throw new UsageError({
          problem: '--format parquet writes no text.',
          remedy: 'Name a file with --out.',
        })
      }
      using database = await Database.open()
      const connection = await database.connect()
      const text = await queryText(io, query, options.file)
      await using results = await openResultsOf(io, options.results)
      await registerViews(io, connection, options, text)
      await registerResultViews(connection, results.folder)
      if (text !== undefined) {
        await runQuery(io, connection, text, format, options.out)
        return
      }
      const run = (typed: string) => runQuery(io, connection, typed, format, undefined)
      await promptLoop(io, join(io.cwd, '.odum', 'sql_history'), run)
    })
}

interface CatalogOptions {
  readonly catalog?: string
  readonly instrument?: string[]
  readonly start?: string
  readonly end?: string
}

async function registerViews(
  io: CommandIo,
  connection: DuckDBConnection,
  options: CatalogOptions,
  query: string | undefined,
): Promise<void> {
  const root = catalogRoot(io, options.catalog)
  // A catalog that is named must be there; without one the views are empty.
  const isNamed = options.catalog !== undefined || isCloudRoot(root) || existsSync(join(root, 'catalog.json'))
  const catalog = isNamed ? await Catalog.open(root, io.env) : undefined
  await registerCatalogViews(connection, catalog, viewSelection(options, query))
}

/** What a query needs of a catalog in a bucket. @throws WindowInvalidError */
function viewSelection(options: CatalogOptions, query: string | undefined): ViewSelection {
  const { instrument: instrumentIds, start, end } = options
  const window = parseWindow(start ?? '1970-01-01T00:00:00Z', end ?? '2262-01-01T00:00:00Z')
  return {
    window,
    ...(instrumentIds === undefined ? {} : { instrumentIds }),
    ...(query === undefined ? {} : { query }),
  }
}

/** The query of the argument, the file or stdin; undefined when a terminal should be asked. */
async function queryText(
  io: CommandIo,
  argument: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (argument !== undefined && argument !== '-') {
    if (file === undefined) return argument
    throw new UsageError({ problem: 'A query and --file exclude each other.', remedy: 'Give one of them.' })
  }
  if (file !== undefined) return await readFile(resolve(io.cwd, file), 'utf8')
  return argument === undefined && process.stdin.isTTY ? undefined : await readAll(process.stdin)
}

/** Runs each statement of a text and shows its rows. @throws QueryFailedError with DuckDB's message. */
async function runQuery(
  io: CommandIo,
  connection: DuckDBConnection,
  text: string,
  format: TextFormat | 'parquet',
  out: string | undefined,
): Promise<void> {
  if (text.trim() === '') {
    throw new UsageError({
      problem: 'The query is empty.',
      remedy: 'Give one, e.g. odum sql "from coverage".',
    })
  }
  try {
    if (format === 'parquet' && out !== undefined) await writeParquet(connection, text, resolve(io.cwd, out))
    else await writeText(io, connection, text, format === 'parquet' ? 'table' : format, out)
  } catch (error) {
    if (error instanceof Error && / Error: /.test(error.message)) {
      throw new QueryFailedError({ problem: error.message }, error)
    }
    throw error
  }
}

async function writeParquet(connection: DuckDBConnection, text: string, file: string): Promise<void> {
  const aside = `${file}.${process.pid}.tmp`
  await copyToParquet(connection, text.trim().replace(/;\s*$/, ''), aside)
  await rename(aside, file)
}

async function writeText(
  io: CommandIo,
  connection: DuckDBConnection,
  text: string,
  format: TextFormat,
  out: string | undefined,
): Promise<void> {
  const parts: string[] = []
  const write = out === undefined ? (part: string) => io.write(part) : (part: string) => void parts.push(part)
  const statements = await connection.extractStatements(text)
  for (let index = 0; index < statements.count; index++) {
    const statement = await statements.prepare(index)
    const result = await statement.stream()
    for await (const part of formatRows(result, format)) write(part)
  }
  if (out === undefined) return
  const file = resolve(io.cwd, out)
  const aside = `${file}.${process.pid}.tmp`
  await writeFile(aside, parts.join(''))
  await rename(aside, file)
}
