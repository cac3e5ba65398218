import type { Override } from '../config/override.ts'
import { UsageError } from '../errors.ts'

/** Keys of a parent; everything else on the line is a parameter of its algorithm. */
const PARENT_KEYS = [
  'instrument',
  'side',
  'quantity',
  'start',
  'order_type',
  'limit_price',
  'algorithm',
  'module',
]

/** Turns `--parent side=BUY,quantity=10,algorithm=twap,horizon_secs=600,…` into the strategy `parent_orders`; a list of
 *  numbers is written with colons: `volume_profile=1:2:3`. @throws UsageError */
export function parentOverrides(written: readonly string[]): Override[] {
  if (written.length === 0) return []
  const start = { written: '--parent', path: ['strategy'], value: { name: 'parent_orders', parents: [] } }
  return [
    start,
    ...written.map((text, index) => ({
      written: `--parent ${text}`,
      path: ['strategy', 'parents', String(index)],
      value: parentOf(text),
    })),
  ]
}

type Value = string | number | boolean | number[]

function parentOf(text: string): { [key: string]: Value | { [key: string]: Value } } {
  const parent: { [key: string]: Value } = {}
  const parameters: { [key: string]: Value } = {}
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    const key = part.slice(0, Math.max(equals, 0)).trim()
    if (key === '') {
      throw new UsageError({
        problem: `--parent ${text}: expected key=value, found "${part}".`,
        remedy: 'Write side=BUY,quantity=10,algorithm=twap,horizon_secs=600,interval_secs=60.',
      })
    }
    const value = part.slice(equals + 1).trim()
    // Decimals stay text, so that they are read exactly.
    if (PARENT_KEYS.includes(key)) parent[key] = value
    else parameters[key] = parameterOf(value)
  }
  return Object.keys(parameters).length === 0 ? parent : { ...parent, parameters }
}

function parameterOf(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text)) return Number(text)
  if (/^\d+(\.\d+)?(:\d+(\.\d+)?)+$/.test(text)) return text.split(':').map(Number)
  return text
}
