import { Command } from '@commander-js/extra-typings'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { contents, hours } from '../catalog/statements.ts'
import { absoluteRoot, DEFAULT_CATALOG_ROOT } from '../config/locations.ts'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import type { CommandIo } from './command-io.ts'
import { printTable } from './print-table.ts'

const EXAMPLES = `
Examples:
  $ odum catalog ls
  $ odum catalog coverage --catalog .odum/demo/catalog
  $ odum catalog coverage --instrument BTC-USDT.BINANCE-FUTURES --json`

/** `odum catalog`: what the catalog holds. */
export function catalogCommand(io: CommandIo) {
  return new Command('catalog')
    .description('Shows what the catalog holds.')
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(io))
    .addCommand(coverageCommand(io))
}

function listCommand(io: CommandIo) {
  return subcommand('ls', 'instruments and types with their dates, cells, rows and bytes').action(
    async options => {
      const rows = await withCatalog(io, options, connection => allRows(connection, contents, {}))
      const columns = [
        { key: 'instrument_id', title: 'instrument' },
        { key: 'type' },
        { key: 'first_date', title: 'first' },
        { key: 'last_date', title: 'last' },
        { key: 'cells' },
        { key: 'row_count', title: 'rows' },
        { key: 'size_bytes', title: 'bytes' },
      ]
      printTable(io, columns, ofInstrument(rows, options.instrument), { json: options.json })
    },
  )
}

function coverageCommand(io: CommandIo) {
  return subcommand('coverage', 'which hours of which days are converted').action(async options => {
    const rows = await withCatalog(io, options, connection => allRows(connection, hours, {}))
    const shown = ofInstrument(rows, options.instrument)
    if (options.json === true) {
      printTable(io, [], shown, { json: true })
      return
    }
    const columns = [
      { key: 'instrument_id', title: 'instrument' },
      { key: 'type' },
      { key: 'date' },
      { key: 'chart', title: '0     6     12    18    ' },
      { key: 'row_count', title: 'rows' },
    ]
    printTable(
      io,
      columns,
      shown.map(row => ({ ...row, chart: chartOf(row.hours) })),
    )
    io.notify('█ converted   ░ converted, no rows   · not converted   (one sign an hour, UTC)')
  })
}

function chartOf(letters: string): string {
  return letters.replaceAll('#', '█').replaceAll('o', '░').replaceAll('.', '·')
}

function subcommand(name: string, summary: string) {
  return new Command(name)
    .description(`Shows ${summary}.`)
    .summary(summary)
    .option('--catalog <folder>', 'catalog root (default: DATA_CATALOG_PATH, else .odum/catalog)')
    .option('--instrument <id>', 'only this instrument')
    .option('--json', 'print as JSON')
}

async function withCatalog<Row>(
  io: CommandIo,
  options: { readonly catalog?: string },
  query: (connection: DuckDBConnection) => Promise<Row[]>,
): Promise<Row[]> {
  const catalog = await Catalog.open(catalogRoot(io, options.catalog), io.env)
  using database = await Database.open()
  const connection = await database.connect()
  // What is listed needs no rows.
  await registerCatalogViews(connection, catalog, { query: 'cells, coverage' })
  return await query(connection)
}

/** The catalog a command works on: its option, else the environment's, else the default. */
export function catalogRoot(io: Pick<CommandIo, 'env' | 'cwd'>, option: string | undefined): string {
  return absoluteRoot(option || io.env.DATA_CATALOG_PATH || DEFAULT_CATALOG_ROOT, io.cwd)
}

function ofInstrument<Row extends { readonly instrument_id: string }>(
  rows: readonly Row[],
  instrumentId: string | undefined,
): readonly Row[] {
  return instrumentId === undefined ? rows : rows.filter(row => row.instrument_id === instrumentId)
}
