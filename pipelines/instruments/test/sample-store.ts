import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'

export const STORE_DATE = '2024-05-01'
export const STORE_ROWS = 2_900

/** Rows: 2,000 Deribit options, 400 USDⓈ-M and 40 COIN-M perpetuals, 300 spot pairs, 60 dated futures, 90 shares, and
 *  at the end 10 that define nothing or define again. Types, nulls and words for nothing as such exports carry them. */
function keys(every: number): string {
  return `
  select
    i,
    case
      when i < 2000 then 'DERIBIT:OPTION:BTC-USD-241227-' || (20000 + 100 * (i // 2)) || if(i % 2 = 0, '-CALL', '-PUT') || '@INV'
      when i < 2400 then 'BINANCE-FUTURES:PERPETUAL:' || if(i = 2000, 'BTC', 'C' || i) || '-USDT@LIN'
      when i < 2440 then 'BINANCE-DELIVERY:PERPETUAL:C' || i || '-USD@INV'
      when i < 2740 then 'BINANCE-SPOT:SPOT_PAIR:' || if(i = 2440, 'BTC', 'C' || i) || '-USDT'
      when i < 2800 then 'OKX:FUTURE:C' || i || '-USDT-241227@LIN'
      when i < 2890 then 'TRADFI:NASDAQ:EQUITY:S' || i || '-USD'
      when i < 2893 then null
      when i < 2896 then 'BINANCE-FUTURES:SWAP:C' || i || '-USDT'
      when i < 2898 then 'SOMEWHERE:SPOT_PAIR:C' || i || '-USDT'
      else 'BINANCE-SPOT:SPOT_PAIR:BTC-USDT'
    end as instrument_key,
  from range(${STORE_ROWS}) as numbers (i)
  where i % ${every} = 0 or i >= 2890`
}

/** Columns that we do not use, of every type that exports have. */
const UNUSED = Array.from({ length: 36 }, (_, n) => {
  const value = [
    `'text ' || i`,
    'i * 1.5::double',
    'if(i % 3 = 0, null, i)',
    'i % 2 = 0',
    `timestamp '2024-01-01' + interval (i) minute`,
    'null::varchar',
  ][n % 6]
  return `${value} as unused_${n}`
})

function store(every: number): string {
  return `
  select
    instrument_key,
    split_part(instrument_key, ':', 1) as venue,
    split_part(instrument_key, ':', 2) as instrument_type,
    timestamptz '2023-01-01 08:00:00+00' + interval (i) hour as available_from_datetime,
    if(i % 5 = 0, '2024-12-27T08:00:00+00:00', 'NaT') as available_to_datetime,
    'cefi' as data_provider_category,
    if(i = 2000, 'BTCUSDT', null) as exchange_raw_symbol,
    'tardis' as data_provider,
    if(i % 2 = 0, 'None', 'x') as underlying,
    if(i < 2000, 'BTC', null) as settle_asset,
    case when i < 2000 then 0.0005 when i = 2000 then 0.1 when i % 7 = 0 then 'NaN'::double else 1e-5 end as tick_size,
    if(i = 2000, 0.001, 1.0) as min_size,
    if(i >= 2400 and i < 2440, '10', null) as contract_size,
    if(i % 3 = 0, null, i between 2400 and 2439) as inverse,
    if(i < 2000, 20000.0 + 100 * (i // 2), null) as strike,
    ${UNUSED.join(',\n    ')},
  from (${keys(every)})`
}

/** Writes a day's store below a root, in the layout of its bucket; `every` keeps each n-th row and the last ten. @returns its path below the root. */
export async function writeSampleStore(
  root: string,
  options: { readonly select?: string; readonly every?: number; readonly date?: string } = {},
): Promise<string> {
  const path = `instrument_availability/by_date/day-${options.date ?? STORE_DATE}/instruments.parquet`
  const file = join(root, path)
  await mkdir(dirname(file), { recursive: true })
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await connection.run(
    `copy (${options.select ?? store(options.every ?? 1)}) to ${quoteLiteral(file)} (format parquet)`,
  )
  return path
}
