/** Runs first in the realm of custom code and takes away what would lead out of it, or make a run differ from its
 *  repetition. What stays is the language. */

// Stack traces are put together by code outside the realm. Where the stack is nearly used up that code fails, and its
// error, an object from outside, would reach whoever reads `stack`. Without a limit no trace is ever made.
Object.defineProperty(Error, 'stackTraceLimit', { value: undefined, writable: false, configurable: false })

// Code outside waits for modules to be evaluated by calling `then` of a promise of the realm with functions of its own.
Object.freeze(Promise.prototype)
Object.freeze(Promise)

const REMOVED = [
  // Shared memory and threads, code that is no text, and what shows when garbage is collected.
  'Atomics',
  'FinalizationRegistry',
  'SharedArrayBuffer',
  'WeakRef',
  'WebAssembly',
  // Nobody would see what is written.
  'console',
]
for (const name of REMOVED) Reflect.deleteProperty(globalThis, name)

const refuse = (what: string, instead: string) => (): never => {
  throw new TypeError(`${what} gives another run other results: use ${instead}`)
}

const refuseClock = refuse("the machine's clock", 'context.nowNs')
Math.random = refuse('Math.random', 'SeededRandom of the engine')
const ClockedDate = Date
const PlainDate = new Proxy(ClockedDate, {
  apply: refuseClock,
  construct(target, parts: unknown[], created) {
    return parts.length === 0 ? refuseClock() : Reflect.construct(target, parts, created)
  },
})
ClockedDate.now = refuseClock
ClockedDate.prototype.constructor = PlainDate
globalThis.Date = PlainDate
// It formats the present where it is given no time.
Reflect.deleteProperty(Intl, 'DateTimeFormat')

export {}
