import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSampleRun } from '../results/test/sample-run.ts'
import type { CommandIo } from './command-io.ts'
import { runCli } from './run-cli.ts'

let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odum-results-command-'))
  await writeSampleRun(root, { runId: 'RUN_A', seed: 1 })
  await writeSampleRun(root, { runId: 'RUN_B', seed: 2 })
})

afterAll(async () => {
  await rm(root, { recursive: true })
})

async function run(...argv: string[]): Promise<{ status: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []]
  const io: CommandIo = {
    env: { ODUM_RESULTS_ROOT: root },
    cwd: root,
    signal: new AbortController().signal,
    isTerminal: false,
    log: pino({ enabled: false }),
    write: text => out.push(text),
    notify: line => notes.push(line),
  }
  const status = await runCli(argv, io)
  return { status, out: out.join(''), notes: notes.join('\n') }
}

describe('odum results', () => {
  test('ls lists runs with their headline figures', async () => {
    const { status, out } = await run('results', 'ls')
    expect(status).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^RUN_A {2}report {2}completed .* -5,215\.38 USDT {2}-0\.522 % /)
    const json = JSON.parse((await run('results', 'ls', '--json')).out) as { run_id: string; fills: string }[]
    expect(json.map(row => row.run_id)).toEqual(['RUN_A', 'RUN_B'])
    expect(Number(json[0]?.fills)).toBe(149)
  })

  test('show gives one run in full', async () => {
    const { out } = await run('results', 'show', 'RUN_A')
    expect(out).toMatch(/starting_balance +1000000\n/)
    expect(out).toMatch(/net_pnl +-5,215\.38 USDT\n/)
  })

  test('compare sets metrics beside each other with differences to the first', async () => {
    const { out } = await run('results', 'compare', 'RUN_A', 'RUN_B')
    expect(out).toMatch(
      /^run\nA {4}RUN_A {2}normal\nB {4}RUN_B {2}normal\nMoney in USDT\.\n\nmetric +A +B +B - A\n/,
    )
    expect(out).toMatch(/^net_pnl +-5,215\.38 +-7,985\.37 +-2,770\.00$/m)
    const json = JSON.parse((await run('results', 'compare', 'RUN_A', 'RUN_A', '--json')).out) as object[]
    expect(json[0]).toEqual(json[1])
  })

  test('compare of three runs has one table of values, within 80 columns', async () => {
    const { out } = await run('results', 'compare', 'RUN_A', 'RUN_B', 'RUN_A', 'RUN_B')
    const tables = out.split('\n\n')
    expect(tables.slice(1).map(table => table.split('\n')[0]?.trim().split(/ +/))).toEqual([
      ['metric', 'A', 'B', 'C'],
      ['metric', 'A', 'D'],
    ])
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
    expect(out).not.toMatch(/shortfall_bps/)
  })

  test('runs are named by beginning or last part, if that is one alone', async () => {
    expect((await run('results', 'show', 'RUN_')).status).toBe(1)
    const { out, notes } = await run('results', 'show', 'A', '--json')
    expect(JSON.parse(out)).toMatchObject({ run_id: 'RUN_A' })
    expect(notes).toBe('')
    const ambiguous = await run('results', 'show', 'RUN')
    expect(ambiguous.status).toBe(1)
    expect(ambiguous.notes).toMatch(/RUN_AMBIGUOUS: RUN names 2 runs: RUN_A, RUN_B/)
  })

  test('show wraps to 80 columns and tells what is not measured', async () => {
    const { out, notes } = await run('results', 'show', 'RUN_B')
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
    expect(notes).toMatch(/odum results analyse RUN_B/)
  })

  test('an unknown run is named, with a remedy and no stack', async () => {
    const { status, notes } = await run('results', 'show', 'RUN_Z')
    expect(status).toBe(1)
    expect(notes).toMatch(/RUN_NOT_FOUND: There is no run RUN_Z below .*odum results ls/)
    expect(notes).not.toMatch(/\n\s+at /)
  })

  test('rm asks unless told --yes, and reaches only runs of the root', async () => {
    await writeSampleRun(root, { runId: 'RUN_C', trips: 3 })
    expect((await run('results', 'rm', 'RUN_C')).status).toBe(2)
    expect((await run('results', 'rm', '../report/RUN_C', '--yes')).status).toBe(1)
    expect(existsSync(join(root, 'report', 'RUN_C'))).toBe(true)
    expect((await run('results', 'rm', 'RUN_C', '--yes')).status).toBe(0)
    expect(existsSync(join(root, 'report', 'RUN_C'))).toBe(false)
  })

  test('a port that is none is a usage error', async () => {
    expect((await run('report', 'RUN_A', '--port', '70000')).status).toBe(2)
  })
})
