import { Command, Option } from '@commander-js/extra-typings'
import { Catalog } from '../catalog/catalog.ts'
import { formatInstant } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { UsageError } from '../errors.ts'
import { listInstruments } from '../instruments/definition-views.ts'
import { INSTRUMENT_TYPE_NAMES, INSTRUMENT_TYPES, instrumentTypeOf } from '../instruments/instrument-types.ts'
import { matchInstrument } from '../instruments/match-instrument.ts'
import type { ListedInstrument } from '../instruments/statements.ts'
import { unknownVenue } from '../instruments/venue-symbols.ts'
import { VENUES } from '../instruments/venues.ts'
import { type ImportReport, importInstruments } from '../jobs/import-instruments.ts'
import { catalogRoot } from './catalog/catalog-root.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'

const EXAMPLES = `
Examples:
  $ odum instruments import --date 2023-05-23
  $ odum instruments ls --venue BINANCE-FUTURES --type perpetual --match btc
  $ odum instruments show BTCUSDT
  $ odum instruments venues`

const CATALOG = '--catalog <folder>'
const CATALOG_TEXT = 'catalog root (default: DATA_CATALOG_PATH, else .odum/catalog)'

/** `odum instruments`: definitions of instruments. */
export function instrumentsCommand(io: CommandIo) {
  return new Command('instruments')
    .description('Imports, lists and shows definitions of instruments.')
    .addHelpText('after', EXAMPLES)
    .addCommand(importCommand(io))
    .addCommand(listCommand(io))
    .addCommand(showCommand(io))
    .addCommand(venuesCommand(io))
}

function importCommand(io: CommandIo) {
  return new Command('import')
    .description("Loads a day's instruments store into the catalog.")
    .requiredOption('--date <day>', 'day of the store, YYYY-MM-DD')
    .option(CATALOG, CATALOG_TEXT)
    .option('--from <root>', 'folder or gs://bucket (default: the mount, else INSTRUMENTS_GCS_BUCKET)')
    .addOption(
      new Option('--data-source <source>', 'where the store is read from').choices([
        'local',
        'gcs',
        'auto',
      ] as const),
    )
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ odum instruments import --date 2023-05-23 --from gs://my-instruments',
    )
    .action(async options => {
      const report = await importInstruments({
        date: options.date,
        from: options.from,
        flag: options.dataSource,
        catalogRoot: catalogRoot(io, options.catalog),
        env: io.env,
        cwd: io.cwd,
        signal: io.signal,
      })
      if (options.json === true) return printJson(io, report)
      noteImport(io, report)
      printTable(io, [{ key: 'venue' }, { key: 'type' }, { key: 'instruments' }], report.byType)
    })
}

function noteImport(io: CommandIo, report: ImportReport): void {
  const counted = (count: number): string => count.toLocaleString('en-US')
  io.notify(`${counted(report.definitions)} definitions of ${counted(report.rows)} rows of ${report.uri}`)
  if (report.kept.length > 0) io.notify(`${report.kept.length} converted instruments keep their grid`)
  for (const { reason, rows } of report.rejected) io.notify(`warning: ${rows} rows set aside: ${reason}`)
  if (report.rejectedFile !== undefined) io.notify(`set aside in ${report.rejectedFile}`)
  if (report.unknownVenues.length > 0) {
    io.notify(`warning: venues that are not registered: ${report.unknownVenues.join(', ')}`)
  }
}

function listCommand(io: CommandIo) {
  return new Command('ls')
    .description('Lists the definitions of the catalog.')
    .option(CATALOG, CATALOG_TEXT)
    .option('--venue <venue>', 'only of this venue')
    .option('--type <type>', 'only of this type, e.g. perpetual or SPOT_PAIR')
    .option('--match <text>', 'only where id, key or venue symbol hold this; * stands for any letters')
    .option('--json', 'print as JSON')
    .addHelpText('after', "\nExample:\n  $ odum instruments ls --type option --match 'btc*call'")
    .action(async options => {
      const filter = {
        venue: venueNamed(options.venue),
        type: typeNamed(options.type),
        pattern: options.match,
      }
      const rows = await definitions(io, options.catalog, filter)
      if (options.json === true) return printJson(io, rows.map(jsonOf))
      if (rows.length === 0)
        return io.notify('no instrument fits; `odum instruments import` loads definitions')
      printTable(io, COLUMNS, rows.map(tableRow))
    })
}

const COLUMNS = [
  { key: 'instrument_id', title: 'instrument' },
  { key: 'instrument_key', title: 'key' },
  { key: 'venue_symbol', title: 'venue symbol' },
  { key: 'tick_size', title: 'tick', align: 'right' },
  { key: 'lot_size', title: 'lot', align: 'right' },
  { key: 'multiplier', align: 'right' },
  { key: 'from', title: 'available from' },
  { key: 'to', title: 'to' },
] as const

function tableRow(row: ListedInstrument): object {
  return { ...row, from: dayOf(row.available_from), to: dayOf(row.available_to) }
}

function dayOf(ns: bigint | null): string | null {
  return ns === null ? null : formatInstant(ns).slice(0, 10)
}

/** Without the store's own row, instants as text. */
function jsonOf({ store_row: _storeRow, ...row }: ListedInstrument): object {
  return { ...row, available_from: instantOf(row.available_from), available_to: instantOf(row.available_to) }
}

function instantOf(ns: bigint | null): string | null {
  return ns === null ? null : formatInstant(ns)
}

function venueNamed(word: string | undefined): string | undefined {
  return word?.toUpperCase()
}

/** @throws UsageError when no type is so named */
function typeNamed(word: string | undefined): string | undefined {
  if (word === undefined) return undefined
  const type = instrumentTypeOf(word)
  if (type !== undefined) return INSTRUMENT_TYPES[type].definition
  throw new UsageError({
    problem: `No type of instrument is named "${word}".`,
    remedy: `Give one of ${INSTRUMENT_TYPE_NAMES.join(', ')}.`,
  })
}

async function definitions(
  io: CommandIo,
  catalog: string | undefined,
  filter: Parameters<typeof listInstruments>[2],
): Promise<readonly ListedInstrument[]> {
  const { files } = await Catalog.open(catalogRoot(io, catalog), io.env)
  using database = await Database.open()
  return await listInstruments(await database.connect(), files, filter)
}

function showCommand(io: CommandIo) {
  return new Command('show')
    .description('Shows one definition in full, with the row of the instruments store.')
    .argument('<instrument>', 'id, canonical key or venue symbol')
    .option(CATALOG, CATALOG_TEXT)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ odum instruments show BINANCE-FUTURES:PERPETUAL:BTC-USDT')
    .action(async (text, options) => {
      const rows = await definitions(io, options.catalog, {})
      const named = rows.map(row => ({
        id: row.instrument_id,
        key: row.instrument_key,
        venueSymbol: row.venue_symbol,
        row,
      }))
      const { row } = matchInstrument(text, named)
      const store = row.store_row === null ? null : (JSON.parse(row.store_row) as Record<string, unknown>)
      if (options.json === true) return printJson(io, { ...jsonOf(row), store })
      const fields = Object.entries(jsonOf(row)).map(([field, value]) => ({ field, value }))
      const kept = Object.entries(store ?? {}).map(([field, value]) => ({ field: `store: ${field}`, value }))
      const shown = [...fields, ...kept].map(({ field, value }) => ({ field, value: value ?? null }))
      printTable(io, [{ key: 'field' }, { key: 'value', align: 'left' }], shown)
    })
}

function venuesCommand(io: CommandIo) {
  return new Command('venues')
    .description('Lists the registered venues, what they trade and how they write symbols.')
    .argument('[venue]', 'only this one')
    .option('--json', 'print as JSON')
    .action((name, options) => {
      const venues = VENUES.filter(venue => name === undefined || venue.name === name.toUpperCase())
      if (name !== undefined && venues.length === 0) throw unknownVenue(name)
      const rows = venues.map(venue => ({
        venue: venue.name,
        title: venue.title,
        asset_class: venue.assetClass,
        types: venue.types,
        symbols: (venue.symbols?.forms ?? [])
          .filter(({ type }) => venue.types.includes(type))
          .map(({ template }) => template),
      }))
      if (options.json === true) return printJson(io, rows)
      const columns = [
        { key: 'venue' },
        { key: 'title' },
        { key: 'asset_class' },
        { key: 'types' },
        { key: 'symbols' },
      ]
      const joined = rows.map(row => ({
        ...row,
        types: row.types.join(' '),
        symbols: [...new Set(row.symbols)].join(' ') || 'contract fields',
      }))
      printTable(io, columns, joined)
    })
}
