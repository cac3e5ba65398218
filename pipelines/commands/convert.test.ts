import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RawData, TRADES } from '../jobs/test/raw-data.ts'
import { runCli } from './run-cli.ts'

let raw: RawData

beforeAll(async () => {
  raw = new RawData()
  await raw.write(
    'trades',
    `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`,
  )
  const { file, ...config } = raw.config()
  const { instrument, venue, data_catalog, strategy, environment } = config
  const written = {
    instrument: { id: instrument.id, price_precision: 2, size_precision: 3 },
    venue: {
      name: venue.name,
      oms_type: 'NETTING',
      account_type: 'MARGIN',
      base_currency: 'USDT',
      starting_balance: 1000,
      maker_fee: 0,
      taker_fee: 0,
    },
    data_catalog: { trades_path: data_catalog.trades_path, source: 'local' },
    time_window: { start: '2024-05-01T00:00:00Z', end: '2024-05-01T03:00:00Z' },
    strategy: { name: strategy.name },
    environment,
  }
  writeFileSync(join(raw.folder, file), JSON.stringify(written))
})
afterAll(() => raw.remove())

/** Runs a command line in the folder and gathers what it prints. */
async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  const status = await runCli(argv, {
    env: { DATA_CATALOG_PATH: raw.catalogRoot },
    cwd: raw.folder,
    signal: new AbortController().signal,
    isTerminal: false,
    log: pino({ level: 'silent' }),
    write: text => out.push(text),
    notify: line => err.push(line),
  })
  return { status, out: out.join(''), err: err.join('\n') }
}

describe('odum convert', () => {
  test('converts the window, and nothing the second time', async () => {
    const first = await run('convert', '--config', './test.json')
    expect([first.status, first.err]).toEqual([
      0,
      expect.stringMatching(/3 cells and 9 rows written, 0 cells were there/),
    ])
    expect(first.out).toMatch(/trade_tick +0 +3 +9\n/)
    const second = await run('convert', '--config', './test.json')
    expect(second.err).toContain('nothing to convert, all 3 cells are there')
  })

  test('prints its report as JSON', async () => {
    const { out } = await run('convert', '--config', './test.json', '--refresh', '--json')
    expect(JSON.parse(out)).toMatchObject({
      types: [{ type: 'trade_tick', cellsWritten: 3, rowsWritten: 9 }],
      reader: { kind: 'mount' },
    })
  })

  test('takes another window, and tells a backwards one', async () => {
    const range = ['--start', '2024-05-01T05:00:00Z', '--end', '2024-05-01T04:00:00Z']
    const { status, err } = await run('convert', '--config', './test.json', ...range)
    expect(status).toBe(2)
    expect(err).toContain('is not after the start')
  })
})

describe('odum catalog', () => {
  test('ls lists instruments and types', async () => {
    const { out } = await run('catalog', 'ls')
    expect(out.split('\n')[1]).toMatch(
      /^BTC-USDT\.BINANCE-FUTURES +trade_tick +2024-05-01 +2024-05-01 +3 +9 +[\d,]+$/,
    )
    expect(JSON.parse((await run('catalog', 'ls', '--json')).out)).toMatchObject([
      { cells: '3', row_count: '9' },
    ])
  })

  test('coverage draws the hours of each day', async () => {
    const { out } = await run('catalog', 'coverage', '--instrument', 'BTC-USDT.BINANCE-FUTURES')
    expect(out).toContain(`2024-05-01  ███${'·'.repeat(21)}`)
  })

  test('coverage refuses an instrument that has no cells, and names those that have', async () => {
    const { status, out, err } = await run('catalog', 'coverage', '--instrument', 'ETH-USDT.BINANCE-FUTURES')
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^error INSTRUMENT_UNKNOWN: .*BTC-USDT\.BINANCE-FUTURES/)
  })

  test('that is not there is named', async () => {
    const { status, err } = await run('catalog', 'ls', '--catalog', 'elsewhere')
    expect([status, err]).toEqual([
      1,
      expect.stringContaining('error CATALOG_MISSING: There is no catalog at'),
    ])
  })
})

describe('odum sql', () => {
  const QUERY = `select price, aggressor_side, init_time, 18446744073709551615::ubigint as big, 'a,"b"|c' as text from trades order by ts_init limit 2`

  test('prints a table', async () => {
    expect((await run('sql', 'select count(*) as trades, sum(size) as volume from trades')).out).toBe(
      'trades  volume\n     9   0.045\n',
    )
  })

  test.each([
    [
      'csv',
      'price,aggressor_side,init_time,big,text\n60000.00,BUYER,2024-05-01 00:00:00.005,18446744073709551615,"a,""b""|c"\n' +
        '60000.10,SELLER,2024-05-01 00:20:00.005,18446744073709551615,"a,""b""|c"\n',
    ],
    [
      'markdown',
      '| price | aggressor_side | init_time | big | text |\n| --- | --- | --- | --- | --- |\n' +
        '| 60000.00 | BUYER | 2024-05-01 00:00:00.005 | 18446744073709551615 | a,"b"\\|c |\n' +
        '| 60000.10 | SELLER | 2024-05-01 00:20:00.005 | 18446744073709551615 | a,"b"\\|c |\n',
    ],
  ])('prints %s', async (format, expected) => {
    expect((await run('sql', QUERY, '--format', format)).out).toBe(expected)
  })

  test('prints JSON that loses no digit', async () => {
    const wide = `select price, ts_init, 7::bigint as small, init_time, null as nothing from trades order by ts_init limit 1`
    expect(JSON.parse((await run('sql', wide, '--json')).out)).toEqual([
      {
        price: '60000.00',
        ts_init: '1714521600005000000',
        small: 7,
        init_time: '2024-05-01 00:00:00.005',
        nothing: null,
      },
    ])
    expect((await run('sql', 'from trades where false', '--json')).out).toBe('[]\n')
  })

  test('reads a file, writes a file, also as Parquet', async () => {
    writeFileSync(join(raw.folder, 'q.sql'), 'select ts_init, price from trades order by ts_init;\n')
    expect((await run('sql', '--file', 'q.sql', '--format', 'csv', '--out', 'rows.csv')).out).toBe('')
    expect(readFileSync(join(raw.folder, 'rows.csv'), 'utf8').split('\n')).toHaveLength(11)
    await run('sql', '--file', 'q.sql', '--format', 'parquet', '--out', 'rows.parquet')
    const back = await run(
      'sql',
      `select count(*) as n, max(price) as high from '${raw.folder}/rows.parquet'`,
    )
    expect(back.out).toBe('n      high\n9  60000.80\n')
  })

  test('sees the results too, and works without a catalog', async () => {
    expect((await run('sql', 'select count(*) as runs from runs')).out).toBe('runs\n   0\n')
    const none = await run('sql', 'select count(*) as n from trades', '--results', 'none')
    expect(none.status).toBe(0)
  })

  test('tells a mistake in the query without a stack', async () => {
    const { status, err } = await run('sql', 'select prize from trades')
    expect([status, err]).toEqual([1, expect.stringMatching(/^error QUERY_FAILED: .*"prize" not found/)])
    expect(err).not.toMatch(/^ {4}at /m)
    expect((await run('sql', '')).status).toBe(2)
    expect((await run('sql', 'select 1', '--format', 'parquet')).status).toBe(2)
  })
})
