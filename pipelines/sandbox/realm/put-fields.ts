import type { Plain, StrategyHost } from '../boundary.ts'

const { stringify } = JSON

/** Hands over the fields of an order or a change one by one; those that are undefined count as absent. All are read
 *  before the first is handed over, since reading them may run custom code that sends another order. */
export function putFields({ put, putJson }: Pick<StrategyHost, 'put' | 'putJson'>, fields: object): void {
  const names: string[] = []
  const values: Plain[] = []
  const isJson: boolean[] = []
  let count = 0
  for (const name in fields) {
    const value: unknown = fields[name as keyof typeof fields]
    if (value === undefined) continue
    const isPlain = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
    if (!isPlain && (typeof value !== 'object' || value === null)) {
      throw new TypeError(`${name} cannot be a ${typeof value}`)
    }
    names[count] = name
    values[count] = isPlain ? (value as Plain) : `${stringify(value)}`
    isJson[count] = !isPlain
    count++
  }
  try {
    for (let index = 0; index < count; index++) {
      if (isJson[index]) putJson(names[index]!, values[index] as string)
      else put(names[index]!, values[index]!)
    }
  } catch {
    throw new RangeError('the call failed outside the module')
  }
}
