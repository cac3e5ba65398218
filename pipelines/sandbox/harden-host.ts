import { registerHooks } from 'node:module'

/** Takes from the sandbox's own process what custom code could use if it ever left its realm: new modules, native
 *  code, signals, the network, and the objects of the language that the rest of the process works with. The realm
 *  lets nothing through; this is for the day it does. Called when everything is loaded. */
export function hardenHost(): void {
  for (const name of GLOBALS) Reflect.deleteProperty(globalThis, name)
  for (const name of POWERS) Reflect.deleteProperty(process, name)
  registerHooks({
    resolve(specifier) {
      throw new Error(`the sandbox loads nothing any more: ${specifier}`)
    },
  })
  for (const error of ERRORS) settable((globalThis as Record<string, unknown>)[error] as ErrorConstructor)
  const seen = new Set<object>()
  for (const name of INTRINSICS) freezeAll((globalThis as Record<string, unknown>)[name], seen)
  freezeAll(async function* nothing() {}, seen)
  freezeAll([][Symbol.iterator](), seen)
}

const GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Worker', 'navigator', 'WebAssembly']
const POWERS = [
  'binding',
  '_linkedBinding',
  'dlopen',
  'getBuiltinModule',
  'kill',
  '_kill',
  'chdir',
  'setuid',
  'setgid',
  'execve',
  'mainModule',
  'report',
]
const ERRORS = [
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]
const INTRINSICS = [
  ...ERRORS,
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'Promise',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'RegExp',
  'Date',
  'Proxy',
  'Reflect',
  'JSON',
  'Math',
]

/** Lets errors still be given a name and a message once their prototype is frozen. */
function settable({ prototype }: ErrorConstructor): void {
  for (const key of ['name', 'message'] as const) {
    const value = prototype[key]
    Object.defineProperty(prototype, key, {
      get: () => value,
      set(this: object, own: unknown) {
        Object.defineProperty(this, key, {
          value: own,
          writable: true,
          enumerable: false,
          configurable: true,
        })
      },
      configurable: true,
    })
  }
}

/** Freezes an object and all that is reached from it through its properties and prototypes. */
function freezeAll(value: unknown, seen: Set<object>): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return
  seen.add(value)
  for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(value))) {
    for (const part of [descriptor.value, descriptor.get, descriptor.set]) freezeAll(part, seen)
  }
  freezeAll(Object.getPrototypeOf(value), seen)
  Object.freeze(value)
}
