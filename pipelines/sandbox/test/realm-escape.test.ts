import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vm from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BacktestBench } from '../../jobs/test/backtest-bench.ts'

/** Ways out of a realm that have worked elsewhere. Whatever a module can lay hands on must be made of the realm's own
 *  objects: each value found is asked whether its constructor's constructor is the realm's `Function`, and whether a
 *  name of the outside is to be seen. */
const PROBE = `
const strangers = []
const seen = new Set()
const here = Function
function look(what, value, depth = 0) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return
  if (seen.has(value) || depth > 6) return
  seen.add(value)
  let proto = value
  let last = value
  for (let steps = 0; proto !== null && steps < 20; steps++) {
    last = proto
    proto = Object.getPrototypeOf(proto)
  }
  const isNull = last !== Object.prototype && Object.getPrototypeOf(last) === null && !('constructor' in last)
  if (last !== Object.prototype && !isNull) strangers.push(what)
  for (const key of Reflect.ownKeys(value)) {
    let part
    try { part = value[key] } catch (error) { part = error }
    look(what + '.' + String(key), part, depth + 1)
  }
  look(what + '.__proto__', Object.getPrototypeOf(value), depth + 1)
}
function tried(what, attempt) {
  try { look(what, attempt()) } catch (error) { look(what + ' (thrown)', error) }
}
/** Runs an attempt at every depth of the stack, down to where it is used up. */
function deep(what, attempt) {
  const dive = () => {
    try { dive() } catch (error) { look(what + ' (overflow)', error) }
    tried(what, attempt)
  }
  try { dive() } catch (error) { look(what + ' (outermost)', error) }
}
`

const ATTEMPTS = `
const sloppy = () => { try { return arguments } catch (error) { return error } }
export const strategy = parameters => {
  tried('parameters', () => parameters)
  return context => {
    Error.prepareStackTrace = (error, sites) => { look('call sites', sites); return sites }
    Object.prototype.then = function (resolve, reject) { look('then', resolve); look('then', reject) }
    Object.defineProperty(Object.prototype, 'get', { get() { return undefined }, configurable: true })
    Array.prototype.push = function (...items) { look('pushed', items); return 0 }
    Function.prototype.call = function (...items) { look('called', this); look('called', items) }
    Function.prototype.apply = function (...items) { look('applied', this); look('applied', items) }
    Symbol.prototype.toString = function () { look('symbol', this) }
    const reports = []
    let prints = 0
    return {
      onStart() {
        tried('globalThis', () => globalThis)
        tried('this', () => this)
        tried('context', () => context)
        tried('instrument', () => context.instrument(0))
        tried('caller', () => strategy.caller)
        tried('callee', sloppy)
        tried('stack', () => new Error('stack').stack)
        tried('capture', () => { const target = {}; Error.captureStackTrace(target); return target.stack })
        tried('limit', () => { Error.stackTraceLimit = 100; return new Error('x').stack })
        tried('import meta', () => import.meta)
        tried('eval', () => (0, eval)('1'))
        tried('Function', () => Function('return this')())
        tried('generator', () => Object.getPrototypeOf(function* () {}).constructor('yield 1'))
        tried('async', () => Object.getPrototypeOf(async () => {}).constructor('return 1'))
        tried('bad index', () => context.positionLots(Symbol('index')))
        tried('hostile number', () => context.submitMarket({ valueOf() { throw new TypeError('mine') } }, 1, 1))
        tried('hostile request', () => context.submit(new Proxy({}, { ownKeys() { throw new TypeError('mine') } })))
        tried('hostile json', () => context.submit({ instrumentIndex: { toJSON() { return undefined } } }))
        tried('unknown id', () => context.instrumentIndexOf('x'))
        tried('proxy context', () => new Proxy(context, {}).nowNs)
        tried('structured', () => structuredClone({}))
        tried('wasm', () => WebAssembly)
        tried('shared', () => new SharedArrayBuffer(8))
        deep('nowNs', () => context.nowNs)
        deep('position', () => context.positionLots(0))
        deep('free', () => context.freeUnits(0))
        deep('trace', () => new Error('deep').stack)
        deep('json', () => JSON.parse('{'))
        deep('date', () => new Date())
        deep('regexp', () => 'a'.replace(/a/, () => { throw new Error('in') }))
        deep('intl', () => new Intl.NumberFormat('xx-invalid-locale-name').format(1))
        deep('bigint', () => BigInt('x'))
        deep('promise', () => Promise.resolve(1).then(() => {}))
      },
      onTrade(...given) {
        if (++prints === 1) { look('onTrade', given); context.submitMarket(0, 1, 1) }
      },
      onFill(fill) { look('fill', fill) },
      onOrder(report) { look('report', report) },
      onStop() {
        look('this', this)
        throw 'seen ' + seen.size + ', strangers: [' + strangers.slice(0, 20).join(', ') + ']'
      },
    }
  }
}
`

let bench: BacktestBench
let folder: string
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate(200, 100)
  folder = mkdtempSync(join(tmpdir(), 'odum-escape-'))
})
afterAll(() => {
  bench.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('the probe knows a stranger', () => {
  const context = vm.createContext({ planted: { method() {} } })
  const found = vm.runInContext(
    `${PROBE}\nlook('planted', planted)\nlook('own', { own: [] })\nstrangers[0]`,
    context,
  )
  expect(found).toBe('planted')
})

test('nothing from outside the realm is within reach', async () => {
  const module = join(folder, 'escape.mjs')
  writeFileSync(module, PROBE + ATTEMPTS)
  const config = bench.config({ strategy: { name: 'custom', module } })
  const { message }: Error = await bench.run({ config, mode: 'fast' }).then(
    () => new Error('it did not tell'),
    (error: Error) => error,
  )
  expect(message).toContain('strangers: []')
  expect(Number(/seen (\d+)/.exec(message)?.[1])).toBeGreaterThan(500)
})
