import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { INSTRUMENT, RawData, TRADES } from '../jobs/test/raw-data.ts'
import type { CommandIo } from './command-io.ts'
import { runCli } from './run-cli.ts'

const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`

let raw: RawData
beforeEach(async () => {
  raw = new RawData()
  await raw.write('trades', NS)
  await raw.convert(['00:00', '03:00'])
})
afterEach(() => raw.remove())

async function run(...argv: string[]): Promise<{ status: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []]
  const io: CommandIo = {
    env: { DATA_CATALOG_PATH: raw.catalogRoot },
    cwd: raw.folder,
    signal: new AbortController().signal,
    isTerminal: false,
    log: pino({ enabled: false }),
    write: text => out.push(text),
    notify: line => notes.push(line),
  }
  const status = await runCli(['catalog', ...argv], io)
  return { status, out: out.join(''), notes: notes.join('\n') }
}

test('ls and coverage take an instrument by any of its names', async () => {
  for (const name of [INSTRUMENT, 'BINANCE-FUTURES:PERPETUAL:BTC-USDT', 'btcusdt']) {
    const { out } = await run('ls', '--instrument', name, '--json')
    expect(JSON.parse(out)).toMatchObject([{ instrument_id: INSTRUMENT, cells: '3' }])
  }
  expect(await run('coverage', '--instrument', 'ETHUSDT')).toMatchObject({
    status: 2,
    notes: expect.stringContaining('INSTRUMENT_UNKNOWN'),
  })
})

test('verify ends with 1 when a file fails or its source has changed, and names it', async () => {
  expect(await run('verify', '--sources')).toMatchObject({ status: 0, out: '' })
  await raw.write('trades', `from (${NS}) limit 70`)
  expect((await run('verify')).status).toBe(0)
  const { status, out } = await run('verify', '--sources', '--json')
  expect(status).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    files_read: 3,
    problems: [],
    sources: [{ state: 'changed', cells: 3 }],
  })
  rmSync(raw.rawRoot, { recursive: true })
  expect(await run('verify', '--sources')).toMatchObject({ status: 0, out: expect.stringContaining('gone') })
})

test('a damaged cell is named by whatever reads it', async () => {
  const folder = join(raw.catalogRoot, `data/trade_tick/instrument_id=${INSTRUMENT}`)
  const [name] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.parquet'),
  )
  writeFileSync(join(folder, name ?? ''), 'no Parquet at all')
  for (const command of ['ls', 'coverage']) {
    const { status, notes } = await run(command)
    expect(status).toBe(1)
    expect(notes).toMatch(/^error PARQUET_DAMAGED: .*\.parquet is damaged/)
    expect(notes).toContain(name)
  }
})

test('prune deletes only with --yes', async () => {
  const shown = await run('prune', '--before', '2024-05-02', '--instrument', 'btcusdt')
  expect(shown.notes).toContain('with --yes deletes these 3 cells')
  expect(shown.out).toMatch(/trade_tick +2024-05-01 +2024-05-01 +3\n/)
  expect(JSON.parse((await run('ls', '--json')).out)).toHaveLength(1)
  expect((await run('prune', '--before', '2024-05-02', '--yes')).notes).toBe('3 of 3 cells deleted')
  expect(JSON.parse((await run('ls', '--json')).out)).toEqual([])
  expect((await run('prune', '--before', 'May')).status).toBe(2)
})

test('export-db, ddl and both ways of interchange write what they say', async () => {
  expect((await run('export-db', 'odum.duckdb')).status).toBe(0)
  expect(existsSync(join(raw.folder, 'odum.duckdb'))).toBe(true)
  expect(await run('export-db', 'odum.duckdb')).toMatchObject({
    status: 1,
    notes: expect.stringContaining('EXPORT_TARGET'),
  })
  expect((await run('export-db', 'other.duckdb', '--catalog', 'gs://bucket/catalog')).status).toBe(2)
  expect((await run('ddl', '--engine', 'spark', '--root', 'gs://b/c')).out).toContain(
    "LOCATION 'gs://b/c/data/trade_tick/",
  )
  expect(JSON.parse((await run('export-nautilus', 'nautilus', '--bits', '64', '--json')).out)).toMatchObject([
    { type: 'trade_tick', files: 1, rows: 9 },
  ])
  const { out, notes } = await run('import-nautilus', 'nautilus', '--catalog', 'imported')
  expect(out).toMatch(new RegExp(`^${INSTRUMENT} +trade_tick +1 +9 +3 +0$`, 'm'))
  expect(notes).toBe('import nautilus: 9 rows, 3 cells written')
  expect((await run('verify', '--catalog', 'imported')).notes).toContain('3 files read, 0 fail')
})

test('gc removes nothing from an orderly catalog', async () => {
  expect(await run('gc')).toEqual({ status: 0, out: '', notes: 'leftovers removed: 0, 0.0 MB' })
})
