import { Command } from '@commander-js/extra-typings'
import type { DuckDBConnection } from '@duckdb/node-api'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { contents, hours } from '../catalog/statements.ts'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { CATALOG, CATALOG_TEXT, namedInstruments, openCatalogOf } from './catalog/catalog-root.ts'
import { ddlCommand } from './catalog/ddl.ts'
import { exportDbCommand } from './catalog/export-db.ts'
import { exportNautilusCommand } from './catalog/export-nautilus.ts'
import { gcCommand } from './catalog/gc.ts'
import { importNautilusCommand } from './catalog/import-nautilus.ts'
import { pruneCommand } from './catalog/prune.ts'
import { verifyCommand } from './catalog/verify.ts'
import type { CommandIo } from './command-io.ts'
import { printTable } from './print-table.ts'

export { catalogRoot } from './catalog/catalog-root.ts'

const EXAMPLES = `
Examples:
  $ odum catalog ls
  $ odum catalog coverage --catalog .odum/demo/catalog
  $ odum catalog verify --sources
  $ odum catalog export-db odum.duckdb
  $ odum catalog coverage --instrument BTC-USDT.BINANCE-FUTURES --json`

/** `odum catalog`: what the catalog holds, and its upkeep. */
export function catalogCommand(io: CommandIo) {
  return new Command('catalog')
    .description('Shows what the catalog holds, and keeps it in order.')
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(io))
    .addCommand(coverageCommand(io))
    .addCommand(verifyCommand(io))
    .addCommand(gcCommand(io))
    .addCommand(pruneCommand(io))
    .addCommand(exportDbCommand(io))
    .addCommand(ddlCommand(io))
    .addCommand(importNautilusCommand(io))
    .addCommand(exportNautilusCommand(io))
}

function listCommand(io: CommandIo) {
  return subcommand('ls', 'instruments and types with their dates, cells, rows and bytes').action(
    async options => {
      const rows = await listedRows(io, options, connection => allRows(connection, contents, {}))
      const columns = [
        { key: 'instrument_id', title: 'instrument' },
        { key: 'type' },
        { key: 'first_date', title: 'first' },
        { key: 'last_date', title: 'last' },
        { key: 'cells' },
        { key: 'row_count', title: 'rows' },
        { key: 'size_bytes', title: 'bytes' },
      ]
      printTable(io, columns, rows, { json: options.json })
    },
  )
}

function coverageCommand(io: CommandIo) {
  return subcommand('coverage', 'which hours of which days are converted').action(async options => {
    const shown = await listedRows(io, options, connection => allRows(connection, hours, {}))
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
    .option(CATALOG, CATALOG_TEXT)
    .option('--instrument <instrument>', 'only this one, by id, canonical key or venue symbol')
    .option('--json', 'print as JSON')
}

/** Rows of a query over the listing, of the instrument asked for. */
async function listedRows<Row extends { readonly instrument_id: string }>(
  io: CommandIo,
  options: { readonly catalog?: string; readonly instrument?: string },
  query: (connection: DuckDBConnection) => Promise<Row[]>,
): Promise<readonly Row[]> {
  const catalog = await openCatalogOf(io, options.catalog)
  const ids = await namedInstruments(
    catalog,
    options.instrument === undefined ? undefined : [options.instrument],
  )
  using database = await Database.open()
  const connection = await database.connect()
  // What is listed needs no rows.
  await registerCatalogViews(connection, catalog, { query: 'cells, coverage' })
  const rows = await query(connection)
  return ids === undefined ? rows : rows.filter(row => ids.includes(row.instrument_id))
}
