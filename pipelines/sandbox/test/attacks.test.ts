import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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
      'const again = () => {\n  Promise.resolve().then(again)\n}\nagain()\nexport const strategy = () => () => ({})',
      'STRATEGY_TIMEOUT',
      '1 s',
    ],
    [
      'chains promises without end',
      'const again = () => Promise.resolve().then(again)\nagain()\nexport const strategy = () => () => ({})',
      'STRATEGY_MEMORY',
      'sandbox.memory_limit',
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

test('orders that no venue takes are denied, and the results agree', async () => {
  const odd = ['0', '0.5', 'NaN', '-1', '1e300']
  const sent = odd.map(lots => `context.submit({ instrumentIndex: 0, side: 1, quantityLots: ${lots} })`)
  const outcome = await bench.run({ config: configOf(inCallback(sent.join(';'), 'onStart')) })
  expect(outcome.summary.counts).toMatchObject({ orders: odd.length, denied: odd.length })
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
      'writes numbers as texts',
      inCallback(`context.submit({ instrumentIndex: 0, side: 1, quantityLots: '5' })`),
      'STRATEGY_FAILED',
      'quantityLots must be a number',
    ],
    [
      'gives an array for a number',
      inCallback('context.submit({ instrumentIndex: 0, side: 1, quantityLots: [5] })'),
      'STRATEGY_FAILED',
      'quantityLots must be a number',
    ],
    [
      'names an algorithm by a number',
      inCallback('context.submit({ instrumentIndex: 0, side: 1, quantityLots: 1, algorithm: 5 })'),
      'STRATEGY_FAILED',
      'algorithm must be an object',
    ],
    ['takes a third side', inCallback('context.submitMarket(0, 3, 1)'), 'STRATEGY_FAILED', 'a side is 1'],
    [
      'hides a quantity in a prototype',
      inCallback(
        `context.submit(Object.defineProperty({ instrumentIndex: 0 }, '__proto__', { value: { side: 1 }, enumerable: true }))`,
      ),
      'STRATEGY_FAILED',
      'a side is 1',
    ],
    ['waits for no time', inCallback('context.setTimer(NaN, 1)'), 'STRATEGY_FAILED', 'no number'],
    [
      'asks the clock through a format',
      inCallback('new Intl.DateTimeFormat().format()'),
      'STRATEGY_FAILED',
      'not a constructor',
    ],
    [
      'waits on shared memory',
      inCallback('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'),
      'STRATEGY_FAILED',
      'Atomics is not defined',
    ],
    ['calls native code', inCallback('new WebAssembly.Memory()'), 'STRATEGY_FAILED', 'not defined'],
    [
      'yields in a callback',
      'export const strategy = () => () => ({ async *onTrade() { yield 1 } })',
      'STRATEGY_FAILED',
      'async',
    ],
    [
      'uses up the stack',
      inCallback('const dive = () => dive() + 1; dive()'),
      'STRATEGY_FAILED',
      'call stack',
    ],
    [
      'gives a strategy that cannot be looked into',
      'export const strategy = () => () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy }',
      'STRATEGY_FAILED',
      'cannot be read',
    ],
    [
      'imports a module made of text',
      `import 'data:text/javascript,1'\nexport const strategy = 1`,
      'STRATEGY_MODULE',
      'data:text',
    ],
    [
      'has a slip in its syntax',
      'export const strategy = () => {\n  const price = ;\n}',
      'STRATEGY_MODULE',
      'line 2 of',
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

  test.each([
    ['a device without an end', (path: string) => symlinkSync('/dev/zero', path), 'cannot be read'],
    ['a folder', (path: string) => mkdirSync(path), 'cannot be read'],
    [
      'a text of 16 bits',
      (path: string) => writeFileSync(path, Buffer.from('\ufeffexport const strategy = 1', 'utf16le')),
      'line 1 of',
    ],
  ])('that is %s', async (_name, make, text) => {
    const module = join(mkdtempSync(join(folder, 'odd-')), 'strategy.mjs')
    make(module)
    const config = bench.config({ strategy: { name: 'custom', module }, sandbox: LIMITS })
    await expect(bench.run({ config, mode: 'fast' })).rejects.toMatchObject({
      code: 'STRATEGY_MODULE',
      message: expect.stringContaining(text),
    })
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
