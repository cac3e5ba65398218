import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { equityCurve, fillMarkers, fillPage, fillPages } from './page-statements.ts'
import { registerResultViews } from './result-views.ts'
import { writeFillPages } from './table-pages.ts'
import { writeSampleRun } from './test/sample-run.ts'

let root: string
let database: Database

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odum-pages-'))
  await writeSampleRun(root, { runId: 'RUN_A', trips: 200 })
  database = await Database.open()
})

afterAll(async () => {
  database.close()
  await rm(root, { recursive: true })
})

async function connect() {
  const connection = await database.connect()
  await registerResultViews(connection, root)
  return connection
}

test('pages hold every fill once, in order', async () => {
  const connection = await connect()
  const pages = await allRows(connection, fillPages, { run_id: 'RUN_A', page_rows: 60n })
  const seqs: bigint[] = []
  for (const { page, rows, first_ns, last_ns } of pages) {
    const fills = await allRows(connection, fillPage, { run_id: 'RUN_A', page, page_rows: 60n })
    expect(BigInt(fills.length)).toBe(rows)
    expect(fills[0]?.ts_init).toBe(first_ns)
    expect(fills.at(-1)?.ts_init).toBe(last_ns)
    seqs.push(...fills.map(fill => fill.fill_seq))
  }
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => BigInt(index + 1)))
  expect(seqs.length).toBeGreaterThan(400)
})

test('page files are written below the root', async () => {
  const connection = await connect()
  expect(await writeFillPages(connection, 'RUN_A', root)).toBe(1)
  const file = join(root, 'runs', 'RUN_A', 'tables', 'fills-0001.parquet')
  const counted = await connection.runAndReadAll(
    `select (select count(*) from '${file}') = (select count(*) from fills)`,
  )
  expect(counted.getRows()[0]?.[0]).toBe(true)
})

test('thinned curves keep the extremes and the ends', async () => {
  const connection = await connect()
  const [whole, thin] = [
    await allRows(connection, equityCurve, { run_id: 'RUN_A', buckets: 100_000n }),
    await allRows(connection, equityCurve, { run_id: 'RUN_A', buckets: 10n }),
  ]
  expect(whole).toHaveLength(601)
  expect(thin.length).toBeLessThanOrEqual(40)
  const bounds = (rows: typeof whole) => [
    Math.min(...rows.map(row => row.equity)),
    Math.max(...rows.map(row => row.equity)),
    rows[0]?.ts_ms,
    rows.at(-1)?.ts_ms,
  ]
  expect(bounds(thin)).toEqual(bounds(whole))
})

test('thinned markers stand for every fill and keep the dearest and cheapest', async () => {
  const connection = await connect()
  const all = await allRows(connection, fillMarkers, { run_id: 'RUN_A', buckets: 1000n })
  const thin = await allRows(connection, fillMarkers, { run_id: 'RUN_A', buckets: 5n })
  expect(all.every(marker => marker.fills === 1)).toBe(true)
  expect(thin.length).toBeLessThanOrEqual(5 * 2 * 2 * 2)
  const prices = (rows: typeof all) => [
    Math.min(...rows.map(r => r.price)),
    Math.max(...rows.map(r => r.price)),
  ]
  expect(prices(thin)).toEqual(prices(all))
})
