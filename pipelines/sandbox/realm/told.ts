import { described } from './described.ts'

/** Calls custom code; what it throws crosses as a text that names the callback. */
export function told(callback: string, call: () => unknown): void {
  let returned: unknown
  try {
    returned = call()
  } catch (thrown) {
    throw failed(callback, thrown)
  }
  if (typeof returned === 'object') refusePromise(callback, returned)
}

export function failed(callback: string, thrown: unknown): string {
  return `in ${callback}: ${described(thrown)}`
}

/** What would be done after an `await` would be done at no time of the run. */
export function refusePromise(callback: string, returned: object | null): void {
  if (returned === null) return
  throw `in ${callback}: it returned an object; callbacks return nothing and do not wait, so they cannot be async`
}
