import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { Catalog } from '../../catalog/catalog.ts'
import { exportDatabase } from '../../catalog/operations/export-database.ts'
import { UsageError } from '../../errors.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { isCloudRoot } from '../../sources/cloud/location.ts'
import type { CommandIo } from '../command-io.ts'
import { resultsRootOf } from '../results-root.ts'
import { CATALOG, CATALOG_TEXT, catalogRoot } from './catalog-root.ts'

const EXAMPLES = `
Example:
  $ odum catalog export-db odum.duckdb
  $ duckdb odum.duckdb "select count(*), min(price) from trades"`

/** `odum catalog export-db`: a database file of views for other clients. */
export function exportDbCommand(io: CommandIo) {
  return new Command('export-db')
    .description(
      'Writes a small DuckDB database file with every view and macro over catalog and results, by absolute paths, ' +
        "for DuckDB's own command line, DBeaver or a notebook. It holds no rows.",
    )
    .summary('write a database file of views for other DuckDB clients')
    .argument('<file>', 'the database file to write')
    .option(CATALOG, CATALOG_TEXT)
    .option('--results <folder>', 'results root (default: ODUM_RESULTS_ROOT, else backtest_results)')
    .option('--replace', 'replace the file when it is there')
    .addHelpText('after', EXAMPLES)
    .action(async (name, options) => {
      const root = catalogRoot(io, options.catalog)
      const results = resultsRootOf(io, options.results)
      for (const place of [root, results]) requireFolder(place)
      // A catalog that is named must be there; without one the views are empty.
      const isNamed = options.catalog !== undefined || existsSync(join(root, 'catalog.json'))
      const catalog = isNamed ? await Catalog.open(root, io.env) : undefined
      const file = resolve(io.cwd, name)
      const views = await exportDatabase({
        catalog,
        file,
        replace: options.replace === true,
        registerMore: connection => registerResultViews(connection, results),
      })
      io.notify(`${file}: ${views} views over ${root} and ${results}`)
    })
}

function requireFolder(root: string): void {
  if (!isCloudRoot(root)) return
  throw new UsageError({
    problem: `A database file has its views over local paths, and ${root} is a bucket.`,
    remedy: 'Query it with `odum sql`, or print its external tables with `odum catalog ddl`.',
  })
}
