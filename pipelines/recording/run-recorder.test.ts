import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Replay } from '../../engine/index.ts'
import { deltaCursor, deltasOf } from '../../engine/test/delta-data.ts'
import { bookCursor, type Print, type Snapshot, tradeCursor } from '../../engine/test/market-data.ts'
import { NO_LATENCY, PLAIN, type RunSetting, scenarioOf } from '../../engine/test/recorded-run.ts'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import type { TableWriter } from './recorded-tables.ts'
import { ResultWriter, type ResultWriterSetting } from './result-writer.ts'
import { RunRecorder } from './run-recorder.ts'
import { ThreadedWriter } from './threaded-writer.ts'

const TABLES = ['orders', 'order_events', 'fills', 'positions', 'ledger', 'cash_flows', 'equity', 'marks']
/** More than the replay hands over at once, three times. */
const PRINTS = 50_000
const ORIGIN_NS = 1_000_000_000_000_000_000n

let folder: string
let tradeFile: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'odum-recorder-'))
  tradeFile = join(folder, 'trades.parquet')
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await connection.run(
    `copy (select 't-' || i as trade_id from range(${PRINTS}) as rows (i)) to ${quoteLiteral(tradeFile)} (format parquet)`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const prints = Array.from(
  { length: PRINTS },
  (_, index): Print => ({
    tsNs: 10 * index,
    price: 600 + ((index * 7) % 11),
    size: 1 + (index % 5),
    aggressor: index % 5 < 2 ? 1 : 2,
  }),
)

/** Shallow levels, so that many orders end partially filled and canceled. */
const snapshots = Array.from(
  { length: 2_000 },
  (_, index): Snapshot => ({
    tsNs: 250 * index,
    bids: [[598 - (index % 3), 2]],
    asks: [[612 + (index % 4), 2 + (index % 2)]],
  }),
)

/** Records a run into a folder of its own. @returns the rows of every table, as DuckDB's text. */
async function record(
  name: string,
  setting: RunSetting,
  partRows?: number,
  open: (setting: ResultWriterSetting) => Promise<TableWriter> = ResultWriter.open,
): Promise<Record<string, string[][]>> {
  const target = join(folder, name)
  mkdirSync(target)
  {
    const instruments = [{ ...PLAIN, currencyPrecision: 2 }]
    const writer = await open({
      folder: target,
      originNs: ORIGIN_NS,
      instruments,
      accounts: [{ startingBalances: [{ currency: 'Y', precision: 2, units: 1_000_000_000n }] }],
      tradeCells: [{ instrumentIndex: 0, file: tradeFile, firstOrdinal: 0, rows: PRINTS }],
      ...(partRows !== undefined && { partRows }),
    })
    using recorder = new RunRecorder(instruments, writer)
    const scenario = scenarioOf({
      ...setting,
      instrument: { currencyPrecision: 2, takerFee: '0.0007' },
      venue: { startingBalances: [{ currency: 'Y', precision: 2, units: 1_000_000_000n }], ...setting.venue },
      scenario: {
        startNs: ORIGIN_NS,
        endNs: ORIGIN_NS + BigInt(10 * PRINTS),
        equityIntervalNs: 1_000,
        closePositions: true,
        ...setting.scenario,
      },
    })
    const feeds = [
      {
        trades: tradeCursor(prints, 500),
        ...(setting.snapshots && { book: bookCursor(setting.snapshots, 300) }),
        ...(setting.deltas && { book: setting.deltas }),
      },
    ]
    const hash = createHash('sha256')
    await new Replay(scenario, {
      feeds,
      records: recorder,
      digest: {
        update: (buffer, bytes) => {
          hash.update(new Uint8Array(buffer, 0, bytes))
          return buffer
        },
      },
    }).run()
    await recorder.finish()
  }
  expect(readdirSync(target).toSorted()).toEqual(TABLES.map(table => `${table}.parquet`).toSorted())
  return await tablesOf(target)
}

async function tablesOf(target: string): Promise<Record<string, string[][]>> {
  using database = await Database.open()
  const connection = await database.connect()
  const tables: Record<string, string[][]> = {}
  for (const table of TABLES) {
    const file = quoteLiteral(join(target, `${table}.parquet`))
    const types = await connection.runAndReadAll(`describe select * from read_parquet(${file})`)
    const reader = await connection.runAndReadAll(`select * from read_parquet(${file})`)
    tables[table] = [...types.getRows(), ...reader.getRows()].map(row => row.map(String))
  }
  return tables
}

test.each([
  ['on trades', {}],
  ['with a book', { snapshots }],
  ['with latency', { venue: { latency: { ...NO_LATENCY, submitNs: 95, jitterNs: 40 } } }],
  ['bounded by prints', { model: { tradesOnlyLiquidity: 'trade_size' as const } }],
])('%s, tables written in parts hold the rows of tables written at once', async (_what, setting) => {
  const strategy = { quantityLots: 3 }
  const whole = await record('whole', { ...setting, strategy })
  const parts = await record('parts', { ...setting, strategy }, 1_000)
  for (const table of TABLES) expect(parts[table], table).toEqual(whole[table])
  expect(await rowGroups('whole')).toBe(1)
  expect(await rowGroups('parts')).toBeGreaterThan(2)
})

test.each([
  ['a thread', 0],
  ['the replay’s own thread', Number.POSITIVE_INFINITY],
])('%s writes the same tables', async (_what, keptBytesMax) => {
  const strategy = { quantityLots: 3 }
  const direct = await record('direct', { snapshots, strategy }, 1_000)
  const threaded = await record('threaded', { snapshots, strategy }, 1_000, async setting => {
    return new ThreadedWriter(setting, keptBytesMax)
  })
  for (const table of TABLES) expect(threaded[table], table).toEqual(direct[table])
})

test('what the thread cannot write ends the run', async () => {
  const unwritable = async (setting: ResultWriterSetting) =>
    new ThreadedWriter({ ...setting, folder: join(folder, 'absent') }, 0)
  await expect(record('run', {}, 1_000, unwritable)).rejects.toThrow(/absent/)
})

/** Most row groups of a run's tables: parts keep theirs. */
async function rowGroups(name: string): Promise<number> {
  using database = await Database.open()
  const connection = await database.connect()
  const files = TABLES.map(table => quoteLiteral(join(folder, name, `${table}.parquet`)))
  const reader = await connection.runAndReadAll(
    `select max(row_group_id)::integer + 1 from parquet_metadata([${files.join(', ')}])`,
  )
  return Number(reader.getRows()[0]?.[0])
}

test('fills keep their order, name the venue’s trade ids and end on the last print', async () => {
  const { fills = [] } = await record('run', { strategy: { quantityLots: 3 } }, 1_000)
  const rows = fills.slice(-PRINTS - 1)
  const at = (name: string) => fills.findIndex(([column]) => column === name)
  expect(rows.map(row => row[at('evidence_text')])).toEqual([
    ...Array.from({ length: PRINTS }, (_, index) => `t-${index}`),
    `t-${PRINTS - 1}`,
  ])
  expect(rows.map(row => row[at('order_id')])).toEqual(rows.map((_row, index) => `${index + 1}`))
  expect(rows[7]?.[at('ts_init')]).toBe(`${ORIGIN_NS + 70n}`)
})

test('fills name levels hundreds deep', async () => {
  const levels = (from: number, step: number) =>
    Array.from({ length: 500 }, (_, level) => [from + level * step, 1] as const)
  const deep: Snapshot = { tsNs: 0, bids: levels(590, -1), asks: levels(620, 1) }
  const { fills = [] } = await record('run', {
    deltas: deltaCursor(deltasOf([deep]), 300, 0),
    strategy: { quantityLots: 500, maxOrders: 1, side: 'buy' },
    scenario: { closePositions: false },
  })
  const at = fills.findIndex(([column]) => column === 'level_index')
  const found = fills.slice(-500).map(row => row[at])
  expect(found).toEqual(Array.from({ length: 500 }, (_, level) => `${level}`))
})

test('few fills that refer to one print keep their order', async () => {
  const { fills = [] } = await record('run', {
    strategy: { quantityLots: 3, everyNth: 40 },
    venue: { latency: { ...NO_LATENCY, submitNs: 5_000, jitterNs: 20_000 } },
  })
  const at = (name: string) => fills.findIndex(([column]) => column === name)
  const rows = fills.slice(fills.findIndex(row => row[0] === 'whole_order') + 1)
  const times = rows.map(row => BigInt(row[at('ts_init')] ?? '0'))
  expect(rows.length).toBeGreaterThan(100)
  expect(times).toEqual(times.toSorted((a, b) => Number(a - b)))
})

test('a run without fills leaves every table, empty but for its deposit', async () => {
  const tables = await record('run', { strategy: { maxOrders: 0 } })
  expect(tables.ledger?.at(-1)).toEqual([`${ORIGIN_NS}`, '0', 'Y', '1', '10000000.00'])
  expect(tables.fills?.at(-1)?.[0]).toBe('whole_order')
  expect(tables.equity?.length).toBeGreaterThan(PRINTS / 100)
})
