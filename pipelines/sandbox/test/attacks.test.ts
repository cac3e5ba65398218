import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ResolvedConfig } from '../../config/schema.ts'
import { BacktestBench } from '../../jobs/test/backtest-bench.ts'

/** What custom code may try: each attempt ends in a clear failed run, or gets nowhere. */

let bench: BacktestBench
let folder: string
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate(600, 300)
  await bench.run({ mode: 'fast' })
  folder = mkdtempSync(join(tmpdir(), 'odum-attack-'))
})
afterAll(() => {
  bench.remove()
  rmSync(folder, { recursive: true, force: true })
})

const LIMITS = { time_limit: '50s', stall_limit: '40s', memory_limit: '500MB' }
const SOON = { stall_limit: '1s' }

function configOf(source: string, limits: object = {}): ResolvedConfig {
  const module = join(folder, 'strategy.mjs')
  writeFileSync(module, source)
  return bench.config({ strategy: { name: 'custom', module }, sandbox: { ...LIMITS, ...limits } })
}

const run = async (source: string, limits: object = {}) =>
  await bench.run({ config: configOf(source, limits), mode: 'fast' })

/** A module whose strategy has one callback with this body. */
const inCallback = (body: string, callback = 'onTrade') =>
  `export const strategy = () => context => ({ ${callback}() { ${body} } })`

describe('a run ends, names the limit and leaves a record', () => {
  test.each([
    ['loops without end in a callback', inCallback('for (;;) {}'), 'STRATEGY_TIMEOUT', 'sandbox.stall_limit'],
    [
      'loops when the run is over',
      inCallback('for (;;) {}', 'onStop'),
      'STRATEGY_TIMEOUT',
      'sandbox.stall_limit',
    ],
    ['loops while it is loaded', 'for (;;) {}', 'STRATEGY_TIMEOUT', 'while it was loaded'],
    [
      'loops in what it throws',
      inCallback('throw { get message() { for (;;) {} } }'),
      'STRATEGY_TIMEOUT',
      '1 s',
    ],
    ['waits for ever while it is loaded', 'await new Promise(() => {})', 'STRATEGY_TIMEOUT', '1 s'],
    [
      'floods the queue of promises',
      'const again = () => Promise.resolve().then(again)\nagain()\nexport const strategy = () => () => ({})',
      'STRATEGY_TIMEOUT',
      '1 s',
    ],
    [
      'matches a hostile pattern',
      inCallback(`/^(a+)+$/.test('${'a'.repeat(60)}b')`),
      'STRATEGY_TIMEOUT',
      'sandbox.stall_limit',
    ],
    [
      'fills the heap',
      `const kept = []\n${inCallback('for (;;) kept.push({ index: kept.length, text: String(kept.length) })')}`,
      'STRATEGY_MEMORY',
      'sandbox.memory_limit',
    ],
    [
      'fills buffers',
      `const kept = []\n${inCallback('for (;;) kept.push(new Uint8Array(1 << 26).fill(1))')}`,
      'STRATEGY_MEMORY',
      'sandbox.memory_limit',
    ],
    [
      'sends orders without end',
      inCallback('for (;;) context.submitMarket(0, 1, 1)'),
      'STRATEGY_',
      'sandbox.',
    ],
  ])('that %s', async (_name, source, code, text) => {
    const before = bench.entries('failed').length
    await expect(run(source, code === 'STRATEGY_TIMEOUT' ? SOON : {})).rejects.toMatchObject({
      code: expect.stringContaining(code),
      message: expect.stringContaining(text),
    })
    const records = bench.entries('failed')
    expect(records).toHaveLength(before + 1)
    const texts = records.map(name => readFileSync(join(bench.resultsRoot, 'failed', name), 'utf8'))
    expect(texts.filter(record => record.includes(code)).length).toBeGreaterThan(0)
    expect(sandboxProcesses()).toEqual([])
  })

  test('that takes longer than it may, though it makes progress', async () => {
    const slow = inCallback('let sum = 0; for (let index = 0; index < 3e7; index++) sum += index % 7')
    await expect(run(slow, { time_limit: '3s' })).rejects.toMatchObject({
      code: 'STRATEGY_TIMEOUT',
      message: expect.stringContaining('sandbox.time_limit'),
    })
  })

  test('that writes more than it may', async () => {
    const config = configOf(
      inCallback('for (let sent = 0; sent < 100; sent++) context.submitMarket(0, 1, 1)', 'onBook'),
      { output_limit: '20KB' },
    )
    await expect(bench.run({ config })).rejects.toMatchObject({ code: 'SANDBOX_OUTPUT' })
    expect(readdirSync(join(bench.resultsRoot, 'report')).filter(name => name.endsWith('.partial'))).toEqual(
      [],
    )
  })
})

describe('custom code fails clearly', () => {
  test.each([
    ['imports a module of Node', `import 'node:fs'\nexport const strategy = 1`, 'STRATEGY_MODULE', 'node:fs'],
    ['imports a package', `import 'fastify'\nexport const strategy = 1`, 'STRATEGY_MODULE', 'fastify'],
    [
      'imports from another folder',
      `import '../secret.mjs'\nexport const strategy = 1`,
      'STRATEGY_MODULE',
      'secret',
    ],
    [
      'imports the inside of the engine',
      `import '${join(import.meta.dirname, '../../../engine/errors.ts')}'`,
      'STRATEGY_MODULE',
      'engine/errors.ts',
    ],
    [
      'imports at run time',
      inCallback(`import('node:fs').then(fs => fs.rmSync('/'))`),
      'STRATEGY_FAILED',
      'import()',
    ],
    ['reads the environment', inCallback('process.env'), 'STRATEGY_FAILED', 'process is not defined'],
    ['requires a module', inCallback(`require('fs')`), 'STRATEGY_FAILED', 'require is not defined'],
    ['fetches', inCallback(`fetch('http://127.0.0.1')`), 'STRATEGY_FAILED', 'fetch is not defined'],
    ['makes code of text', inCallback(`Function('return 1')()`), 'STRATEGY_FAILED', 'Code generation'],
    ['asks the clock', inCallback('Date.now()'), 'STRATEGY_FAILED', 'context.nowNs'],
    ['rolls the dice', inCallback('Math.random()'), 'STRATEGY_FAILED', 'SeededRandom'],
    [
      'waits in a callback',
      'export const strategy = () => () => ({ async onTrade() {} })',
      'STRATEGY_FAILED',
      'async',
    ],
    ['throws nothing', inCallback('throw undefined'), 'STRATEGY_FAILED', 'in onTrade: undefined'],
    ['throws a symbol', inCallback(`throw Symbol('s')`), 'STRATEGY_FAILED', 'cannot be read'],
    [
      'throws what throws when it is read',
      inCallback(
        'throw new Proxy({}, { get() { throw 1 }, has() { throw 1 }, getPrototypeOf() { throw 1 } })',
      ),
      'STRATEGY_FAILED',
      'cannot be read',
    ],
    ['throws a long text', inCallback(`throw new Error('x'.repeat(1e8))`), 'STRATEGY_FAILED', 'xxxx…'],
    [
      'gives too many notes',
      inCallback('return Array(1e6).fill("x")', 'warnings'),
      'STRATEGY_FAILED',
      '100 notes',
    ],
    ['gives long notes', inCallback('return ["x".repeat(1e8)]', 'warnings'), 'STRATEGY_FAILED', 'characters'],
    [
      'trades what is not there',
      inCallback('context.submitMarket(7, 1, 1)'),
      'STRATEGY_FAILED',
      'no instrument 7',
    ],
    [
      'asks for what is not there',
      inCallback('context.positionLots("constructor")'),
      'STRATEGY_FAILED',
      'instrument',
    ],
    [
      'asks for an object',
      inCallback('context.submit({ instrumentIndex: () => 0 })'),
      'STRATEGY_FAILED',
      'function',
    ],
    [
      'leaves a promise rejected',
      `Promise.reject(new Error('lost'))\n${inCallback('')}`,
      'STRATEGY_FAILED',
      'promise',
    ],
  ])('that %s', async (_name, source, code, text) => {
    await expect(run(source)).rejects.toMatchObject({ code, message: expect.stringContaining(text) })
    expect(sandboxProcesses()).toEqual([])
  })

  test('with a message of bounded length', async () => {
    const error: Error = await run(inCallback(`throw new Error('x'.repeat(1e8))`)).catch(thrown => thrown)
    expect(error.message.length).toBeLessThan(5_000)
  })
})

/** Processes of this test's sandboxes that still run. */
function sandboxProcesses(): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const isChild = status.slice(status.lastIndexOf(')')).split(' ')[2] === String(process.pid)
        const isDead = status.slice(status.lastIndexOf(')')).split(' ')[1] === 'Z'
        return isChild && !isDead && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox/child.ts')
      } catch {
        return false
      }
    })
}
