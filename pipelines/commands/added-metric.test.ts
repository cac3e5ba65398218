import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeSampleRun } from '../results/test/sample-run.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
let copy: string

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'odum-added-metric-'))
  for (const name of ['package.json', 'engine', 'pipelines', 'sql']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
})

afterEach(() => rmSync(copy, { recursive: true }))

test('a file dropped into sql/analysis/metrics is a metric, with its unit, without further registration', async () => {
  await writeSampleRun(join(copy, 'results'), { runId: 'RUN_A' })
  writeFileSync(
    join(copy, 'sql/analysis/metrics/fee_metrics.sql'),
    '-- fee_metrics: one row per run. Source: fills.\n-- Money: fee_per_fill.\n' +
      'select run_id, sum(commission) / count(*) as fee_per_fill, from fills group by all\n',
  )
  const run = (...argv: string[]): string =>
    execFileSync(process.execPath, [join(copy, 'pipelines/cli.ts'), 'results', ...argv], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, ODUM_RESULTS_ROOT: join(copy, 'results') },
    })
  const [metrics] = JSON.parse(run('compare', 'RUN_A', '--json')) as { commissions: string; fills: number }[]
  expect(metrics).toMatchObject({ fee_per_fill: Number(metrics?.commissions) / (metrics?.fills ?? 0) })
  expect(run('show', 'RUN_A')).toMatch(/^fee_per_fill +[\d.,]+ USDT$/m)
}, 60_000)
