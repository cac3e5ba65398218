import { Command, Option } from '@commander-js/extra-typings'
import { type Dataset, type DatasetReport, listDatasets } from '../jobs/list-datasets.ts'
import { catalogRoot } from './catalog.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'

const EXAMPLES = `
Examples:
  $ odum datasets
  $ odum datasets --date 2024-08-08 --instrument BINANCE-FUTURES:PERPETUAL:BTC-USDT
  $ odum datasets --from gs://my-market-data --json`

/** `odum datasets`: what raw data there is, and what of it is converted. */
export function datasetsCommand(io: CommandIo) {
  return new Command('datasets')
    .description('Scans the roots of raw data: days, instruments, types, sizes, and what is converted.')
    .option('--date <day>', 'only this day, YYYY-MM-DD')
    .option('--instrument <name>', 'only this instrument: id, canonical key or venue symbol')
    .option('--from <root>', 'folder or gs://bucket (default: the mount and the bucket of the environment)')
    .option('--catalog <folder>', 'catalog root (default: DATA_CATALOG_PATH, else .odum/catalog)')
    .addOption(
      new Option('--data-source <source>', 'which roots are scanned').choices([
        'local',
        'gcs',
        'auto',
      ] as const),
    )
    .option('--json', 'print as JSON, object by object')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const report = await listDatasets({
        from: options.from,
        flag: options.dataSource,
        date: options.date,
        instrument: options.instrument,
        catalogRoot: catalogRoot(io, options.catalog),
        env: io.env,
        cwd: io.cwd,
        signal: io.signal,
      })
      if (options.json === true) return printJson(io, report)
      io.notify(summaryOf(report))
      if (report.datasets.length === 0) return
      const rows = report.datasets.map(dataset => tableRow(dataset, report.cellsOfDay))
      printTable(io, COLUMNS, rows)
    })
}

const COLUMNS = [
  { key: 'date', title: 'day' },
  { key: 'instrumentKey', title: 'instrument key' },
  { key: 'instrumentId', title: 'instrument' },
  { key: 'types' },
  { key: 'sizeBytes', title: 'bytes' },
  { key: 'converted' },
  { key: 'place' },
] as const

function tableRow(dataset: Dataset, cellsOfDay: number): object {
  const types = dataset.objects.map(({ dataType }) => dataType)
  const converted = dataset.objects.map(({ convertedCells }) =>
    convertedCells === null ? '-' : `${convertedCells}/${cellsOfDay}`,
  )
  return { ...dataset, types: types.join(' '), converted: converted.join(' ') }
}

function summaryOf({ roots, datasets }: DatasetReport): string {
  const count = (of: (dataset: Dataset) => string): number => new Set(datasets.map(of)).size
  const bytes = datasets.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return (
    `${count(({ date }) => date)} days, ${count(({ instrumentKey }) => instrumentKey)} instruments, ` +
    `${(bytes / 1e6).toFixed(1)} MB below ${roots.join(' and ')}`
  )
}
