import { resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { type ExportedGroup, exportNautilus } from '../../nautilus/export-catalog.ts'
import type { CommandIo } from '../command-io.ts'
import { printTable } from '../print-table.ts'
import { runStages } from '../progress.ts'
import { CATALOG, CATALOG_TEXT, namedInstruments, openCatalogOf } from './catalog-root.ts'

const EXAMPLES = `
Example:
  $ odum catalog export-nautilus ~/nautilus/catalog --instrument BTC-USDT.BINANCE-FUTURES`

/** `odum catalog export-nautilus`: cells as files of a NautilusTrader catalog. */
export function exportNautilusCommand(io: CommandIo) {
  return new Command('export-nautilus')
    .description('Writes trades and order book deltas as Parquet files of a NautilusTrader catalog.')
    .summary('write trades and deltas as a NautilusTrader catalog')
    .argument('<folder>', 'folder of that catalog')
    .option(CATALOG, CATALOG_TEXT)
    .option('--instrument <instrument...>', 'only these, by id, canonical key or venue symbol')
    .addOption(
      new Option('--bits <bits>', 'width of prices and sizes, that of the NautilusTrader that reads them')
        .choices(['64', '128'])
        .default('128'),
    )
    .option('--replace', 'replace files that are there')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (folder, options) => {
      const catalog = await openCatalogOf(io, options.catalog)
      const instrumentIds = await namedInstruments(catalog, options.instrument)
      let groups: readonly ExportedGroup[] = []
      await runStages(io, [
        {
          title: `export to ${folder}`,
          run: async show => {
            groups = await exportNautilus({
              catalog,
              folder: resolve(io.cwd, folder),
              width: options.bits === '64' ? 8 : 16,
              instrumentIds,
              replace: options.replace === true,
              signal: io.signal,
              onProgress: show,
            })
            const rows = groups.reduce((sum, group) => sum + group.rows, 0)
            return `${rows.toLocaleString('en-US')} rows`
          },
        },
      ])
      const columns = ['instrument_id', 'type', 'files', 'rows'].map(key => ({ key }))
      printTable(io, columns, groups, { json: options.json })
    })
}
