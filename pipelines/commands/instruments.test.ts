import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STORE_DATE, writeSampleStore } from '../instruments/test/sample-store.ts'
import { DAY, RawData, TRADES } from '../jobs/test/raw-data.ts'
import type { CommandIo } from './command-io.ts'
import { runCli } from './run-cli.ts'

let folder: string
let data: RawData
let config: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-instruments-command-'))
  data = new RawData()
  await writeSampleStore(data.rawRoot, { every: 20 })
  await data.write('trades', `select * exclude (i) from (${TRADES})`)
  config = join(folder, 'trades.json')
  const { instrument, venue, data_catalog } = data.config()
  const written = {
    instrument: { id: instrument.id, price_precision: 2, size_precision: 3 },
    venue: { name: venue.name, account_type: 'MARGIN', starting_balance: 1, maker_fee: 0, taker_fee: 0 },
    data_catalog: { trades_path: data_catalog.trades_path },
    time_window: { start: `${DAY}T01:00:00Z`, end: `${DAY}T03:00:00Z` },
    strategy: { name: 'trade_driven' },
  }
  await writeFile(config, JSON.stringify(written))
})

afterAll(async () => {
  data.remove()
  await rm(folder, { recursive: true, force: true })
})

async function run(...argv: string[]): Promise<{ status: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []]
  const io: CommandIo = {
    env: { UNIFIED_CLOUD_LOCAL_PATH: data.rawRoot, DATA_CATALOG_PATH: data.catalogRoot },
    cwd: folder,
    signal: new AbortController().signal,
    isTerminal: false,
    log: pino({ enabled: false }),
    write: text => out.push(text),
    notify: line => notes.push(line),
  }
  const status = await runCli(argv, io)
  return { status, out: out.join(''), notes: notes.join('\n') }
}

describe('odum instruments', () => {
  test('import, then ls and show', async () => {
    const imported = await run('instruments', 'import', '--date', STORE_DATE)
    expect(imported.status).toBe(0)
    expect(imported.out).toMatch(/^venue +type +instruments\n/)
    expect(imported.notes).toMatch(/147 definitions of 155 rows/)
    expect(imported.notes).toMatch(/warning: 3 rows set aside: no instrument key/)

    const listed = await run('instruments', 'ls', '--venue', 'binance-futures', '--match', 'btc*lin')
    expect(listed.out.trimEnd().split('\n')).toHaveLength(2)
    expect(listed.out).toMatch(
      /BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN {2}BTCUSDT +0\.1 +0\.001 +1 {2}2023-03-25/,
    )
    const json = JSON.parse((await run('instruments', 'ls', '--type', 'OPTION', '--json')).out) as object[]
    expect(json).toHaveLength(100)
    expect(json[0]).toMatchObject({ type: 'option', strike: '20000', available_to: '2024-12-27T08:00:00Z' })

    const shown = await run('instruments', 'show', 'BINANCE-FUTURES:PERPETUAL:BTC-USDT', '--json')
    expect(JSON.parse(shown.out)).toMatchObject({
      instrument_id: 'BTC-USDT.BINANCE-FUTURES',
      store: { unused_0: 'text 2000' },
    })
    expect((await run('instruments', 'show', 'BTC-USDT.BINANCE-FUTURES')).out).toMatch(/\ntick_size +0\.1\n/)
  })

  test('several that fit, none, and wrong words end with status 2', async () => {
    const several = await run('instruments', 'show', 'btcusdt')
    expect(several.status).toBe(2)
    expect(several.notes).toMatch(/INSTRUMENT_AMBIGUOUS.*\n {2}BTC-USDT\.BINANCE-FUTURES/)
    expect((await run('instruments', 'show', 'NONE')).notes).toMatch(/INSTRUMENT_UNKNOWN/)
    expect((await run('instruments', 'ls', '--type', 'swap')).status).toBe(2)
    expect((await run('instruments', 'import')).status).toBe(2)
  })

  test('venues lists what is registered', async () => {
    const { out } = await run('instruments', 'venues')
    expect(out).toMatch(
      /BINANCE-DELIVERY +Binance COIN-M futures +CEFI +PERPETUAL FUTURE +\{base\}\{quote\}_PERP/,
    )
    const [cme] = JSON.parse((await run('instruments', 'venues', 'cme', '--json')).out) as object[]
    expect(cme).toMatchObject({ venue: 'CME', asset_class: 'TRADFI' })
    expect((await run('instruments', 'venues', 'CMEE')).notes).toMatch(/did you mean CME\?/)
  })
})

describe('odum datasets', () => {
  test('shows days and what is converted', async () => {
    const { status, out, notes } = await run('datasets')
    expect(status).toBe(0)
    expect(notes).toMatch(/^1 days, 1 instruments, /)
    expect(out).toMatch(/2024-05-01 {2}BINANCE-FUTURES:PERPETUAL:BTC-USDT +BTC-USDT\.BINANCE-FUTURES +trades/)
    expect(JSON.parse((await run('datasets', '--json')).out)).toMatchObject({ cellsOfDay: 24 })
  })
})

describe('odum data check', () => {
  test('ends with status 0 for a window that the data serves', async () => {
    const { status, out, notes } = await run('data', 'check', '--config', config)
    expect(status).toBe(0)
    expect(out).toMatch(/trades +2024-05-01 +good/)
    expect(notes).toMatch(/read through mount \(source auto by/)
    const json = await run(
      'data',
      'check',
      '--config',
      config,
      '--quality',
      '--data_source',
      'local',
      '--json',
    )
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, reader: { source: 'local', decidedBy: 'flag' } })
  })

  test('ends with status 1 where it cannot, and still reports', async () => {
    const window = ['--start', '2024-06-01T00:00:00Z', '--end', '2024-06-02T00:00:00Z']
    const { status, out, notes } = await run('data', 'check', '--config', config, ...window, '--json')
    expect(status).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ code: 'SOURCE_MISSING' }] })
    expect(notes).toMatch(/DATA_UNUSABLE: .*\n {2}SOURCE_MISSING: 1 raw objects are missing/)
  })
})
