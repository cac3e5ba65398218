import { resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { Catalog } from '../../catalog/catalog.ts'
import { CatalogMissingError } from '../../errors.ts'
import { importNautilus, type NautilusImport } from '../../nautilus/import-catalog.ts'
import type { CommandIo } from '../command-io.ts'
import { printJson, printTable } from '../print-table.ts'
import { runStages } from '../progress.ts'
import { CATALOG, CATALOG_TEXT, catalogRoot } from './catalog-root.ts'

const EXAMPLES = `
Examples:
  $ odum catalog import-nautilus ~/nautilus/catalog
  $ odum catalog import-nautilus ~/nautilus/catalog/data/trades --instrument EUR/USD.SIM`

/** `odum catalog import-nautilus`: trades and deltas of a NautilusTrader catalog. */
export function importNautilusCommand(io: CommandIo) {
  return new Command('import-nautilus')
    .description(
      'Imports trades and order book deltas of a NautilusTrader Parquet catalog, of either fixed-point width, into ' +
        'cells. Importing again changes nothing.',
    )
    .summary('import trades and deltas of a NautilusTrader catalog')
    .argument('<path>', 'folder of the catalog, a folder below it, or one file')
    .option(CATALOG, CATALOG_TEXT)
    .option('--instrument <instrument...>', 'only these, by id, canonical key or venue symbol')
    .option('--refresh', 'replace cells that are there')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path, options) => {
      const catalog = await openOrCreate(io, catalogRoot(io, options.catalog))
      let report: NautilusImport = { groups: [], defined: [], skipped: [] }
      await runStages(io, [
        {
          title: `import ${path}`,
          run: async show => {
            report = await importNautilus({
              catalog,
              path: resolve(io.cwd, path),
              instruments: options.instrument,
              refresh: options.refresh === true,
              signal: io.signal,
              onProgress: show,
            })
            return outcomeOf(report)
          },
        },
      ])
      if (options.json === true) printJson(io, report)
      else {
        const columns = ['instrument_id', 'type', 'files', 'rows', 'cells_written', 'cells_present']
        printTable(
          io,
          columns.map(key => ({ key, title: key.replace('_', ' ') })),
          report.groups,
        )
      }
    })
}

function outcomeOf({ groups, defined, skipped }: NautilusImport): string {
  const written = groups.reduce((sum, group) => sum + group.cells_written, 0)
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  const others = skipped.length === 0 ? '' : `, ${skipped.length} files of other kinds left out`
  const news = defined.length === 0 ? '' : `, ${defined.length} instruments defined`
  return `${rows.toLocaleString('en-US')} rows, ${written} cells written${news}${others}`
}

/** The catalog there is, whatever its cells' length, or a new one. */
async function openOrCreate(io: CommandIo, root: string): Promise<Catalog> {
  try {
    return await Catalog.open(root, io.env)
  } catch (error) {
    if (!(error instanceof CatalogMissingError)) throw error
    return await Catalog.openOrCreate(root, undefined, io.env)
  }
}
