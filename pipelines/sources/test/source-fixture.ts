import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'

/** A folder laid out like a bucket, with Parquet files of known contents. */
export interface SourceFixture extends AsyncDisposable {
  readonly folder: string
  readonly database: Database
}

export const TRADES = 'raw/day-2024-08-08/data_type-trades/EX:PERPETUAL:BTC-USDT@LIN.parquet'
export const NARROW = 'raw/day-2024-08-08/data_type-trades/EX:SPOT_PAIR:ETH-USDT.parquet'
export const ALL_TYPES = 'raw/day-2024-08-09/all types.parquet'
export const NESTED = 'raw/day-2024-08-09/nested.parquet'
export const NOT_PARQUET = 'raw/day-2024-08-09/notes.parquet'
export const CUT_PARQUET = 'raw/day-2024-08-09/cut.parquet'
export const EMPTY = 'raw/day-2024-08-09/empty.parquet'

/** Ten row groups with dictionaries, nulls, bloom filters and columns that compress badly. */
const TRADES_SQL = `
  select
      1723075200000000000 + i * 1000003 as ts_event,
      1723075200000000000 + i * 1000003 + 5000 as local_timestamp,
      (60000 + (hash(i) % 100000) / 100)::decimal(18, 2) as price,
      (hash(i + 7) % 1000000 / 1000.0)::double as amount,
      case when hash(i) % 2 = 0 then 'buy' else 'sell' end as side,
      case when i % 11 = 0 then null else 'id-' || hash(i) end as id,
      (hash(i) // 2)::ubigint as noise,
  from range(40960) numbers(i)`

const ALL_TYPES_SQL = `
  select
      i::bigint - 3000 as "big", i::integer - 3000 as "int", (i % 100)::utinyint as tiny, i::ubigint as ubig,
      (i % 100)::smallint as small, (i / 4)::decimal(9, 2) as dec9, (i / 4)::decimal(18, 8) as dec18,
      (i / 4)::decimal(38, 8) as dec38, 'x' || i as "text", 'x'::blob as "blob", i % 2 = 0 as flag,
      i::double as "double", i::float as "float", i::uinteger as uint,
      timestamp '1969-12-31 23:59:59.999' + interval (i) second as ts_us,
      (timestamp '2024-01-01' + interval (i) second)::timestamp_ns as ts_ns,
      (timestamp '2024-01-01' + interval (i) second)::timestamptz as ts_tz,
      (timestamp '1969-12-31' + interval (i) second)::timestamp_ms as ts_ms,
      date '2024-01-01' + i::integer as "date", time '01:00' as "time", uuid() as "uuid",
      '{}'::json as "json", null::bigint as nothing, i as "bids[0].price",
  from range(5000) numbers(i)`

const NESTED_SQL = `
  select
      i as before, [i, 2] as list, {'a': i, 'b': 'x'} as pair, map {'a': i} as map, [{'a': i}] as pairs, i as after,
  from range(5000) numbers(i)`

/** Writes the fixture's files below a new temporary folder. */
export async function sourceFixture(): Promise<SourceFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'odum-source-'))
  const database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  const copy = async (path: string, sql: string, options: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await connection.run(`copy (${sql}) to ${quoteLiteral(join(folder, path))} (format parquet, ${options})`)
  }
  await copy(TRADES, TRADES_SQL, 'row_group_size 4096, compression snappy')
  await copy(NARROW, 'select i as ts_event, 1.5 as price from range(9000) t(i)', 'row_group_size 2048')
  await copy(ALL_TYPES, ALL_TYPES_SQL, 'row_group_size 2048, compression zstd')
  await copy(NESTED, NESTED_SQL, 'row_group_size 2048')
  await writeFile(join(folder, NOT_PARQUET), 'ts_event,price\n1,2\n')
  await writeFile(join(folder, EMPTY), '')
  await writeFile(join(folder, CUT_PARQUET), (await readFile(join(folder, NARROW))).subarray(0, 3000))
  connection.closeSync()
  return {
    folder,
    database,
    async [Symbol.asyncDispose]() {
      database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
