import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'jsonc-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALGORITHMS } from '../../../engine/index.ts'
import { BacktestBench } from './backtest-bench.ts'

const ENGINE = join(import.meta.dirname, '../../../engine/index.ts')

let bench: BacktestBench
let folder: string
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate(3_000, 1_500)
  folder = mkdtempSync(join(tmpdir(), 'odum-algorithm-'))
})
afterAll(() => {
  bench.remove()
  rmSync(folder, { recursive: true, force: true })
})

const parents = (choice: object) => ({
  strategy: {
    name: 'parent_orders',
    parents: [
      { side: 'BUY', quantity: '4.000', start: '2024-05-01T00:05:00Z', limit_price: '900000.0', ...choice },
      { side: 'SELL', quantity: '2.500', start: '2024-05-01T00:20:00Z', limit_price: '100.0', ...choice },
    ],
  },
})

const run = async (choice: object, trustModules = false) =>
  await bench.run({ config: bench.config(parents(choice)), mode: 'fast', trustModules })

/** The parameters of the shipped configuration. */
function documentedParameters(id: string): object {
  const file = join(import.meta.dirname, `../../../configs/algorithms/${id}.json`)
  return parse(readFileSync(file, 'utf8')).strategy.parents[0].parameters
}

/** A file that gives an algorithm of the engine another name. */
function renamed(id: string): string {
  const module = join(folder, `my-${id}.mjs`)
  writeFileSync(
    module,
    `import { ALGORITHMS } from '${ENGINE}'
     const original = ALGORITHMS.find(({ id }) => id === '${id}')
     export const algorithm = { ...original, id: 'my_${id}' }`,
  )
  return module
}

test('a failure where it is trusted names its line', async () => {
  const module = join(folder, 'failing.mjs')
  const original = readFileSync(renamed('twap'), 'utf8')
  writeFileSync(module, `${original}\nalgorithm.create = () => ({\n  onStart() {\n    null.price\n  },\n})\n`)
  const line = readFileSync(module, 'utf8').split('\n').indexOf('    null.price') + 1
  const parameters = documentedParameters('twap')
  await expect(run({ algorithm: 'custom', module, parameters }, true)).rejects.toMatchObject({
    code: 'ALGORITHM_FAILED',
    message: expect.stringContaining(`(line ${line})`),
  })
})

describe('an algorithm in the sandbox', () => {
  test('tells once what is wrong with its parameters', async () => {
    const { summary } = await run({ algorithm: 'custom', module: renamed('twap'), parameters: {} })
    expect(summary.warnings.join()).toContain('horizon_secs')
    expect(summary.warnings.join()).not.toContain('✖ ✖')
  })

  test.each(ALGORITHMS.map(({ id }) => id))('%s gives what it gives inside the engine', async id => {
    const parameters = documentedParameters(id)
    const inside = await run({ algorithm: id, parameters })
    const sandboxed = await run({ algorithm: 'custom', module: renamed(id), parameters })
    expect(sandboxed.summary.counts).toEqual(inside.summary.counts)
    expect(sandboxed.summary.result_hash).toBe(inside.summary.result_hash)
    expect(inside.summary.counts.orders).toBeGreaterThan(1)
  })
})
