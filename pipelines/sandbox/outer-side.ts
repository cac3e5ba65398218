import { OdumError } from '../../engine/index.ts'
import type { Plain } from './boundary.ts'

const UNREADABLE = 'it threw a value that cannot be read'

/** What the fields of orders, children and changes are: the engine trusts them. */
const FIELDS: ReadonlyMap<string, 'number' | 'boolean'> = new Map([
  ...[
    'instrumentIndex',
    'side',
    'quantityLots',
    'type',
    'limitTicks',
    'triggerTicks',
    'trigger',
    'trailingOffsetTicks',
    'activationTicks',
    'displayLots',
    'timeInForce',
    'expireNs',
    'positionId',
  ].map(name => [name, 'number'] as const),
  ...['isPostOnly', 'isReduceOnly', 'isImmediate'].map(name => [name, 'boolean'] as const),
])

export interface RealmHooks {
  /** Told before every callback: custom code makes progress. */
  readonly onCall: () => void
  /** The error for a text that custom code's failure left. */
  readonly failure: (problem: string) => Error
}

/** The outer side of the boundary: keeps what goes wrong outside while custom code runs, so that none of it crosses,
 *  and gathers the fields of an order until it is sent. */
export class OuterSide {
  readonly #hooks: RealmHooks
  #fault: unknown
  #fields: Record<string, unknown> = {}

  constructor(hooks: RealmHooks) {
    this.#hooks = hooks
  }

  get hasFault(): boolean {
    return this.#fault !== undefined
  }

  put(name: string, value: Plain): void {
    const expected = FIELDS.get(name)
    if (expected !== undefined && typeof value !== expected) {
      this.#refuse(`${name} must be a ${expected}, not a ${typeof value}`)
    } else if (name === 'algorithm') this.#refuse(`algorithm must be an object, not a ${typeof value}`)
    else this.#fields[name] = value
  }

  putJson(name: string, text: string): void {
    const expected = FIELDS.get(name)
    if (expected !== undefined) this.#refuse(`${name} must be a ${expected}, not an object`)
    else if (name !== '__proto__') this.#fields[name] = JSON.parse(text)
  }

  #refuse(problem: string): void {
    this.kept(() => {
      throw new TypeError(problem)
    }, undefined)
  }

  /** The fields put since the last order or change. */
  taken(): Record<string, unknown> {
    const whole = this.#fields
    this.#fields = {}
    return whole
  }

  /** Carries out a command; where it fails the run ends once custom code has returned, and no other is carried out. */
  kept<Result>(call: () => Result, failed: Result): Result {
    if (this.#fault !== undefined) return failed
    try {
      return call()
    } catch (error) {
      this.#fault ??= error
      return failed
    }
  }

  onCall(): void {
    this.#hooks.onCall()
  }

  /** The error to end the run with, after a callback threw or a command failed. Values of the realm are not touched. */
  ended(thrown: unknown): Error {
    const fault = this.#fault
    if (fault instanceof OdumError) return fault
    if (fault instanceof Error) return this.#hooks.failure(`a command failed: ${fault.message}`)
    return this.#hooks.failure(typeof thrown === 'string' ? thrown : UNREADABLE)
  }

  /** Calls into the realm. */
  guarded<Result>(call: () => Result): Result {
    this.#hooks.onCall()
    let result: Result
    try {
      result = call()
    } catch (thrown) {
      throw this.ended(thrown)
    }
    if (this.#fault !== undefined) throw this.ended(undefined)
    return result
  }
}
