import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Catalog } from '../../catalog/catalog.ts'
import { registerCatalogViews } from '../../catalog/catalog-views.ts'
import { parseConfig } from '../../config/load-config.ts'
import type { ResolvedConfig } from '../../config/schema.ts'
import { parseWindow } from '../../config/time-window.ts'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'
import type { ConversionReport } from '../conversion-report.ts'
import { type ConvertOptions, type ConvertRequest, convertWindow } from '../convert-window.ts'

export const INSTRUMENT = 'BTC-USDT.BINANCE-FUTURES'
export const DAY = '2024-05-01'
/** Midnight of `DAY`, ns. */
export const DAY_START_NS = 1_714_521_600_000_000_000n
const KEY = 'BINANCE-FUTURES:PERPETUAL:BTC-USDT'

/** A trade every 20 minutes of the day: `i`, `ts_event`, `ts_init` (5 ms later), `price`, `size`, `side` (1, 2). */
export const TRADES = `
  select
    i,
    ${DAY_START_NS} + i * 1_200_000_000_000 as ts_event,
    ${DAY_START_NS} + i * 1_200_000_000_000 + 5_000_000 as ts_init,
    60000 + i * 0.1::decimal(9, 2) as price,
    (i + 1) * 0.001::decimal(9, 3) as size,
    1 + i % 2 as side,
  from range(72) as rows (i)`

/** A temporary folder with raw data and a catalog. */
export class RawData {
  readonly folder = mkdtempSync(join(tmpdir(), 'odum-convert-'))
  readonly rawRoot = join(this.folder, 'raw')
  readonly catalogRoot = join(this.folder, 'catalog')

  /** Writes a raw Parquet file of a day. */
  async write(
    dataType: 'trades' | 'book_snapshot_5',
    select: string,
    options: { readonly date?: string; readonly suffix?: string; readonly rowGroupRows?: number } = {},
  ): Promise<string> {
    const { date = DAY, suffix = '', rowGroupRows = 122_880 } = options
    const folder = join(this.rawRoot, `raw_tick_data/by_date/day-${date}/data_type-${dataType}`)
    const file = join(folder, `${KEY}${suffix}.parquet`)
    mkdirSync(dirname(file), { recursive: true })
    using database = await Database.open({ threads: 1 })
    const connection = await database.connect()
    await connection.run(
      `copy (${select}) to ${quoteLiteral(file)} (format parquet, row_group_size ${rowGroupRows})`,
    )
    return file
  }

  /** The scenario over this folder; `catalog` and `instrument` override their sections. */
  config(
    catalog: Readonly<Record<string, unknown>> = {},
    instrument: Readonly<Record<string, unknown>> = {},
  ): ResolvedConfig {
    const path = (dataType: string) => `raw_tick_data/by_date/day-*/data_type-${dataType}/${KEY}.parquet`
    const written = {
      instrument: { id: INSTRUMENT, price_precision: 2, size_precision: 3, ...instrument },
      venue: {
        name: 'BINANCE-FUTURES',
        oms_type: 'NETTING',
        account_type: 'MARGIN',
        base_currency: 'USDT',
        starting_balance: 1_000_000,
        maker_fee: 0.0002,
        taker_fee: 0.0004,
      },
      data_catalog: {
        trades_path: path('trades'),
        book_snapshot_5_path: path('book_snapshot_5'),
        ...catalog,
      },
      time_window: { start: `${DAY}T00:00:00Z`, end: '2024-05-02T00:00:00Z' },
      strategy: { name: 'trade_driven' },
      environment: { UNIFIED_CLOUD_LOCAL_PATH: this.rawRoot, DATA_CATALOG_PATH: this.catalogRoot },
    }
    return parseConfig(JSON.stringify(written), { env: {}, file: 'test.json' })
  }

  /** Converts hours `[from, to)` of the day, trades alone unless told otherwise. */
  async convert(
    hours: readonly [from: string, to: string] = ['00:00', '23:00'],
    request: Partial<ConvertRequest> = {},
    options: ConvertOptions = {},
  ): Promise<ConversionReport> {
    const window = parseWindow(`${DAY}T${hours[0]}:00Z`, `${DAY}T${hours[1]}:00Z`)
    const config = request.config ?? this.config()
    return await convertWindow({ window, dataTypes: ['trades'], ...request, config }, options)
  }

  /** Rows of a query over the views of the catalog, values as DuckDB's text. */
  async query(sql: string): Promise<readonly (readonly string[])[]> {
    using database = await Database.open({ threads: 1 })
    const connection = await database.connect()
    await registerCatalogViews(connection, await Catalog.open(this.catalogRoot))
    const reader = await connection.runAndReadAll(sql)
    return reader.getRows().map(values => values.map(String))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Snapshots, one a second from 01:00: `n`, times in µs, best prices that drift, five levels. */
export function snapshotSelect(
  count: number,
  column: (side: 'bid' | 'ask', level: number) => [string, string],
): string {
  const levels = (['bid', 'ask'] as const).flatMap(side =>
    [0, 1, 2, 3, 4].map(level => {
      const [price, size] = column(side, level)
      const away = side === 'bid' ? `- 0.1 - ${level} * 0.1` : `+ 0.1 + ${level} * 0.1`
      // Sizes change now and then; the third level of the bids is empty beyond it in every seventh snapshot.
      const shown = side === 'bid' && level > 2 ? 'n % 7 <> 0' : 'true'
      return (
        `if(${shown}, round(mid ${away}, 1), null) as "${price}", ` +
        `if(${shown}, 1 + (n // ${level + 2}) % 5 * 0.5, null) as "${size}"`
      )
    }),
  )
  return `
    select
      ${DAY_START_NS / 1000n} + 3_600_000_000 + n * 1_000_000 as timestamp,
      ${DAY_START_NS / 1000n} + 3_600_000_000 + n * 1_000_000 + 2_000 as local_timestamp,
      ${levels.join(',\n      ')}
    from (select n, 60000.0 + (n // 3) % 11 * 0.1 as mid from range(${count}) as rows (n))`
}

export const TARDIS_LEVELS = (side: string, level: number): [string, string] => [
  `${side}s[${level}].price`,
  `${side}s[${level}].amount`,
]
