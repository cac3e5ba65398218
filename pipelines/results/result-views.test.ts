import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import { plainValue } from '../database/plain-value.ts'
import { createRelations } from '../database/statement.ts'
import { runQuotes, runVolume } from './market-statements.ts'
import { registerResultViews } from './result-views.ts'
import { createRunMarket } from './run-market.ts'
import { statements } from './statements.ts'
import { type SampleRun, writeSampleRun } from './test/sample-run.ts'

let root: string
let database: Database
let connection: DuckDBConnection
let bitcoin: SampleRun

async function rows(sql: string, on = connection): Promise<Record<string, unknown>[]> {
  const reader = await on.runAndReadAll(sql)
  const names = reader.deduplicatedColumnNames()
  return reader
    .getRows()
    .map(row => Object.fromEntries(names.map((name, i) => [name, plainValue(row[i] ?? null)])))
}

async function only(sql: string): Promise<Record<string, unknown>> {
  const all = await rows(sql)
  expect(all).toHaveLength(1)
  return all[0] ?? {}
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odum-results-'))
  bitcoin = await writeSampleRun(root, { runId: 'BNF_BTC_1', seed: 1 })
  await writeSampleRun(root, {
    runId: 'BNF_PEPE_2',
    seed: 2,
    pricePrecision: 5,
    sizePrecision: 0,
    instrumentId: 'PEPE-USDT.BINANCE-FUTURES',
  })
  await mkdir(join(root, 'fast'))
  await writeFile(
    join(root, 'fast', 'BNF_BTC_3.json'),
    JSON.stringify({ run_id: 'BNF_BTC_3', mode: 'fast', status: 'completed', metrics: { net_pnl: '1.5' } }),
  )
  await mkdir(join(root, 'failed'))
  await writeFile(
    join(root, 'failed', 'BNF_BTC_4.json'),
    JSON.stringify({ run_id: 'BNF_BTC_4', mode: 'report', status: 'failed', error: 'no data' }),
  )
  await mkdir(join(root, 'report', 'BNF_BTC_5.partial'), { recursive: true })
  database = await Database.open()
  connection = await database.connect()
  await registerResultViews(connection, root)
})

afterAll(async () => {
  database.close()
  await rm(root, { recursive: true })
})

describe('views over runs', () => {
  test('list runs of every mode, and none that is half-written', async () => {
    expect(await rows('select run_id, mode, status, error from runs order by run_id')).toEqual([
      { run_id: 'BNF_BTC_1', mode: 'report', status: 'completed', error: null },
      { run_id: 'BNF_BTC_3', mode: 'fast', status: 'completed', error: null },
      { run_id: 'BNF_BTC_4', mode: 'report', status: 'failed', error: 'no data' },
      { run_id: 'BNF_PEPE_2', mode: 'report', status: 'completed', error: null },
    ])
  })

  test('show fills with text ids, names for codes and exact decimals', async () => {
    const { facts } = bitcoin
    const first = facts.tables.fills[0]
    const fill = await only("select * from fills where run_id = 'BNF_BTC_1' and fill_seq = 1")
    expect(fill).toMatchObject({
      fill_seq: 1n,
      client_order_id: 'O-1',
      parent_order_id: null,
      position_id: 'P-1',
      side: 'BUY',
      liquidity: 'MAKER',
      evidence_kind: 'TRADE',
      commission: first?.commission,
      commission_currency: 'USDT',
      instrument_id: 'BTC-USDT.BINANCE-FUTURES',
    })
  })

  test('never round where runs differ in precision', async () => {
    const prices = await rows("select price::varchar as price from fills where run_id = 'BNF_PEPE_2' limit 3")
    for (const { price } of prices) expect(price).toMatch(/\.\d{5}$/)
    const lost = await only(`
      select count(*) as different
      from fills
      inner join '${root}/report/BNF_PEPE_2/fills.parquet' as file on fills.fill_seq = file.file_row_number + 1
      where fills.run_id = 'BNF_PEPE_2' and fills.price <> file.price`)
    expect(lost.different).toBe(0n)
  })

  test('derive the plain market orders and their events from fills', async () => {
    const { counts, tables } = bitcoin.facts
    const derived = tables.fills.filter(fill => fill.whole_order === true).length
    expect(
      await only(
        "select count(*) as n, count(distinct client_order_id) as ids from orders where run_id = 'BNF_BTC_1'",
      ),
    ).toEqual({
      n: BigInt(counts.orders ?? 0),
      ids: BigInt(counts.orders ?? 0),
    })
    expect(
      await only(
        "select count(*) as n, count(distinct event_seq) as seqs from order_events where run_id = 'BNF_BTC_1'",
      ),
    ).toEqual({
      n: BigInt(tables.order_events.length + 3 * derived),
      seqs: BigInt(tables.order_events.length + 3 * derived),
    })
    const market = await only("select * from orders where run_id = 'BNF_BTC_1' and client_order_id = 'O-2'")
    expect(market).toMatchObject({
      type: 'MARKET',
      time_in_force: 'GTC',
      status: 'FILLED',
      reason: 'NONE',
      post_only: false,
    })
    expect(market.average_price).toBeCloseTo(Number(tables.fills[1]?.price), 9)
    const states = await rows(
      "select status from order_events where run_id = 'BNF_BTC_1' and client_order_id = 'O-2' order by event_seq",
    )
    expect(states.map(row => row.status)).toEqual(['INITIALIZED', 'SUBMITTED', 'FILLED'])
  })

  test('explicit orders keep their states, reasons and flags', async () => {
    const outcomes = await rows(`
      select status, reason, orders from order_outcomes
      where run_id = 'BNF_BTC_1' and status <> 'FILLED' order by status`)
    expect(outcomes).toEqual([
      { status: 'CANCELED', reason: 'END_OF_RUN', orders: 1n },
      { status: 'DENIED', reason: 'INSUFFICIENT_MARGIN', orders: 1n },
    ])
    expect(
      await only("select type, post_only from orders where run_id = 'BNF_BTC_1' and client_order_id = 'O-1'"),
    ).toEqual({
      type: 'LIMIT',
      post_only: true,
    })
  })

  test('the ledger adds up to the final balance, exactly', async () => {
    const { facts } = bitcoin
    expect(
      await only(
        "select sum(amount)::decimal(38, 8)::varchar as balance from ledger where run_id = 'BNF_BTC_1'",
      ),
    ).toEqual({
      balance: facts.finalBalance,
    })
    expect(
      await only("select count(*) - count(distinct seq) as doubles from ledger where run_id = 'BNF_BTC_1'"),
    ).toEqual({ doubles: 0n })
  })

  test('positions add up to what the fills realised', async () => {
    const { facts } = bitcoin
    expect(
      await only(
        "select sum(realized_pnl)::varchar as realized, sum(commissions)::varchar as commissions from positions where run_id = 'BNF_BTC_1'",
      ),
    ).toEqual({
      realized: facts.realized,
      commissions: facts.commissions,
    })
    expect(
      await only("select count(*) as open from positions where run_id = 'BNF_BTC_1' and is_open"),
    ).toEqual({ open: 1n })
  })
})

test('an empty root has every view, without rows', async () => {
  using empty = await Database.open()
  const other = await empty.connect()
  await registerResultViews(other, join(root, 'nowhere'))
  for (const view of [
    'runs',
    'run_instruments',
    'orders',
    'order_events',
    'fills',
    'positions',
    'ledger',
    'equity',
    'marks',
    'pnl_metrics',
  ]) {
    expect(await rows(`select * from ${view}`, other)).toEqual([])
  }
})

test('a restriction to some runs leaves the others unopened', async () => {
  using some = await Database.open()
  const other = await some.connect()
  await registerResultViews(other, root, { runIds: ['BNF_PEPE_2', 'NO_SUCH'] })
  expect(await rows('select distinct run_id from fills', other)).toEqual([{ run_id: 'BNF_PEPE_2' }])
})

test('every relation returns the columns and types its shape declares', async () => {
  await createRunMarket(connection, [])
  await createRelations(connection, [runQuotes, runVolume])
  for (const statement of statements) {
    if (statement.kind !== 'relation') continue
    const name = statement.path.replace(/^.*\//, '').replace('.sql', '')
    const described = await rows(`select * from ${name} limit 20`)
    for (const row of described) expect(statement.row.safeParse(row).error, statement.path).toBeUndefined()
    const prepared = await connection.prepare(`select * from ${name}`)
    const columns = Array.from({ length: prepared.columnCount }, (_, i) => prepared.columnName(i))
    expect(columns, statement.path).toEqual(Object.keys(statement.row.shape))
  }
})
