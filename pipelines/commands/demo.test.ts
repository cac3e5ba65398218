import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from './run-cli.ts'

let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'odum-demo-'))
})

afterAll(() => rm(cwd, { recursive: true }))

interface DemoOutcome {
  readonly runs: readonly { run_id: string; orders: number; fills: number; path: string }[]
  readonly report: string
}

async function demo(): Promise<DemoOutcome> {
  const out: string[] = []
  const err: string[] = []
  const io = {
    env: { PATH: process.env.PATH },
    cwd,
    signal: new AbortController().signal,
    isTerminal: false,
    log: pino({ level: 'silent' }),
    write: (text: string) => void out.push(text),
    notify: (line: string) => void err.push(line),
  }
  const status = await runCli(['demo', '--trades', '3000', '--snapshots', '1000', '--json'], io)
  expect(err.join('\n')).toContain('build report: 3 pages')
  expect(status).toBe(0)
  return JSON.parse(out.join(''))
}

test('the demo leaves two runs and a report that shows them, below .odum/demo alone', async () => {
  const { runs, report } = await demo()
  expect(runs.map(({ orders }) => orders > 0)).toEqual([true, true])
  expect(runs[0]?.orders).toBeGreaterThanOrEqual(3_000)
  expect(runs[0]?.fills).toBeGreaterThan(runs[1]?.fills ?? Number.POSITIVE_INFINITY)
  for (const { path, run_id } of runs) {
    const summary = JSON.parse(await readFile(join(cwd, path, 'summary.json'), 'utf8'))
    expect(summary).toMatchObject({ run_id, status: 'completed' })
    expect(existsSync(join(cwd, report, 'runs', `${run_id}.html`))).toBe(true)
  }
  expect(report).toBe('.odum/demo/report')
  expect([await readdir(cwd), await readdir(join(cwd, '.odum'))]).toEqual([['.odum'], ['demo']])
}, 180_000)
