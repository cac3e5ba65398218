import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectionPool } from '../database/connection-pool.ts'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { equityCurve, fillMarkers, runEvents } from './page-statements.ts'
import { registerResultViews } from './result-views.ts'
import { writeTablePages } from './table-pages.ts'
import { writeSampleRun } from './test/sample-run.ts'

let root: string
let database: Database

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odum-pages-'))
  await writeSampleRun(root, { runId: 'RUN_A', trips: 200 })
  database = await Database.open({ threads: 1 })
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

test.each([
  { table: 'fills', key: 'fill_seq' },
  { table: 'orders', key: 'order_number' },
] as const)('pages of $table hold every row once, a bounded number each', async ({ table, key }) => {
  const connection = await connect()
  const folder = join(root, `pages-${table}`)
  const pages = await writeTablePages(new ConnectionPool([connection]), table, 'RUN_A', folder, 60n)
  expect((await readdir(folder)).sort()).toEqual(pages.map(page => page.file))
  const numbers: bigint[] = []
  for (const { page, file, rows, first_ns, last_ns } of pages) {
    const reader = await connection.runAndReadAll(
      `select ${key}, ts_init from '${join(folder, file)}' order by ${key}`,
    )
    const found = reader.getRows() as [bigint, bigint][]
    expect(page).toBe(numbers.length / 60 + 1)
    expect(found.length).toBe(rows)
    expect(rows).toBeLessThanOrEqual(60)
    expect([String(found[0]?.[1]), String(found.at(-1)?.[1])]).toEqual([first_ns, last_ns])
    numbers.push(...found.map(([number]) => number))
  }
  const counted = await connection.runAndReadAll(`select count(*) from ${table}`)
  expect(BigInt(numbers.length)).toBe(counted.getRows()[0]?.[0])
  expect(numbers).toEqual(numbers.map((_, index) => BigInt(index + 1)))
  expect(pages.length).toBeGreaterThan(3)
})

test('a table without rows has no pages', async () => {
  const pool = new ConnectionPool([await connect()])
  expect(await writeTablePages(pool, 'fills', 'NO_SUCH', join(root, 'none'))).toEqual([])
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

test('thinned events are evenly many of each kind, the first among them, and tell of how many', async () => {
  const connection = await connect()
  const fills = async (rows_max: bigint) =>
    (await allRows(connection, runEvents, { run_id: 'RUN_A', rows_max })).filter(
      ({ kind }) => kind === 'fill',
    )
  const [all, thin] = [await fills(100_000n), await fills(50n)]
  expect(all.length).toBe(Number(all[0]?.events))
  expect(thin.length).toBeLessThanOrEqual(50)
  expect(thin.length).toBeGreaterThan(25)
  expect(thin[0]).toEqual(all[0])
  const step = Math.ceil(all.length / 50)
  expect(thin).toEqual(all.filter((_, index) => index % step === 0))
})
