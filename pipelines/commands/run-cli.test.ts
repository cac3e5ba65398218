import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandIo } from './command-io.ts'
import { normaliseArgv } from './normalise-argv.ts'
import { COMMANDS } from './registry.ts'
import { runCli } from './run-cli.ts'

let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'odum-cli-'))
})

afterAll(() => rm(cwd, { recursive: true }))

/** Runs a command line in the temporary folder and gathers what it prints. */
async function run(
  argv: string[],
  options: { env?: Record<string, string>; signal?: AbortSignal; io?: Partial<CommandIo> } = {},
) {
  const out: string[] = []
  const err: string[] = []
  const io: CommandIo = {
    env: options.env ?? {},
    cwd,
    signal: options.signal ?? new AbortController().signal,
    isTerminal: false,
    log: pino({ level: 'silent' }),
    write: text => out.push(text),
    notify: line => err.push(line),
    ...options.io,
  }
  const status = await runCli(argv, io)
  return { status, out: out.join(''), err: err.join('\n') }
}

const STACK = /^ {4}at /m
const TINY = ['sample', 'generate', '--out', 'raw', '--trades', '500', '--snapshots', '200']

describe('odum', () => {
  test('lists every command with its summary', async () => {
    const { status, out } = await run(['--help'])
    expect(status).toBe(0)
    for (const { name, summary } of COMMANDS) {
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
      expect(out.replace(/\s+/g, ' ')).toContain(summary)
    }
  })

  test('without a command is wrong usage', async () => {
    expect((await run([])).status).toBe(2)
  })

  test('suggests the command that was meant', async () => {
    const { status, err } = await run(['sampel'])
    expect(status).toBe(2)
    expect(err).toContain('Did you mean sample?')
  })

  test.each(COMMANDS.map(({ name }) => name))('%s explains itself', async name => {
    for (const argv of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { status, out } = await run(argv)
      expect(status).toBe(0)
      expect(out).toContain(`Usage: odum ${name}`)
    }
  })

  test('prints its version', async () => {
    expect(await run(['--version'])).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
  })
})

describe('exit statuses', () => {
  test('0: done; data on stdout, progress on stderr', async () => {
    const { status, out, err } = await run([...TINY, '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ trades: { rows: 500 }, snapshots: { rows: 200 } })
    expect(err).toContain('500 trades')
  })

  test.each([
    [['sample', 'generate'], "required option '--out <folder>'"],
    [[...TINY, '--formt', 'odum'], "unknown option '--formt'"],
    [[...TINY, '--format', 'csv'], 'Allowed choices are odum, tardis'],
    [[...TINY, '--seed', 'x'], 'error USAGE: --seed x is not usable'],
  ])('2: %j is wrong usage, told without a stack', async (argv, message) => {
    const { status, out, err } = await run(argv)
    expect(status).toBe(2)
    expect(err).toContain(message)
    expect(out).toBe('')
    expect(err).not.toMatch(STACK)
  })

  test('1: the operating system refuses', async () => {
    const { status, err } = await run([
      ...TINY.slice(0, 2),
      '--trades',
      '10',
      '--snapshots',
      '10',
      '--out',
      '/dev/null',
    ])
    expect(status).toBe(1)
    expect(err).toContain('error ENOTDIR:')
  })

  test('1: a fault of the program says so, with its stack only on demand', async () => {
    const broken = { write: () => void new Uint8Array(-1) }
    const plain = await run([...TINY, '--json'], { io: broken })
    expect(plain.status).toBe(1)
    expect(plain.err).toContain('internal error: Invalid typed array length')
    expect(plain.err).not.toMatch(STACK)
    expect((await run([...TINY, '--json'], { io: broken, env: { ODUM_DEBUG: '1' } })).err).toMatch(STACK)
  })

  test('130: stopped by Ctrl-C', async () => {
    const { status, err } = await run(TINY, { signal: AbortSignal.abort() })
    expect(status).toBe(130)
    expect(err).toContain('stopped')
  })
})

describe('option names', () => {
  test('take dashes and underscores alike; values stay as they are', () => {
    expect(
      normaliseArgv(['sql', '--export_ticks', '--set=a_b=c_d', '--data_source', 'x_y', '--', '--a_b']),
    ).toEqual(['sql', '--export-ticks', '--set=a_b=c_d', '--data-source', 'x_y', '--', '--a_b'])
    expect(normaliseArgv(['-- a_b', 'select 1 -- x_y'])).toEqual(['-- a_b', 'select 1 -- x_y'])
  })

  test('reach commands normalised', async () => {
    const { status } = await run([
      ...TINY,
      '--instrument_key',
      'BINANCE-SPOT:SPOT_PAIR:BTC-USDT',
      '--start_price=50000',
    ])
    expect(status).toBe(0)
  })
})
