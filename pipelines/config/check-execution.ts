import { ALGORITHMS } from '../../engine/index.ts'
import { nearest } from './nearest.ts'
import { requireUnits } from './require-units.ts'
import type { RuleContext } from './rule-context.ts'
import { instantNs } from './time-window.ts'
import { untraded } from './untraded.ts'
import type { WrittenConfig } from './written-config.ts'

/** An instrument of the scenario, as far as parents need it. */
interface TradedInstrument {
  readonly id: string
  readonly price_precision: number
  readonly size_precision: number
  readonly tick_size: string
  readonly lot_size: string
}

interface WrittenChoice {
  readonly algorithm?: string | undefined
  readonly module?: string | undefined
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
}

/** Checks algorithms with their parameters, and the parents of the strategy `parent_orders`, as far as that can be told
 *  before the run. */
export function checkExecution(
  { strategy, execution, time_window }: WrittenConfig,
  traded: readonly TradedInstrument[],
  context: RuleContext,
): void {
  checkChoice(execution, ['execution'], context)
  const refuse = (key: PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', path: ['strategy', ...key], message })
  if (strategy.name !== 'parent_orders') {
    if (strategy.parents !== undefined) {
      refuse(['parents'], `belong to the strategy "parent_orders", not to "${strategy.name}"`)
    }
    return
  }
  if (strategy.parents === undefined || strategy.parents.length === 0) {
    refuse(['parents'], 'the strategy "parent_orders" needs at least one parent')
  }
  const window = { startNs: instantNs(time_window.start), endNs: instantNs(time_window.end) }
  strategy.parents?.forEach((parent, index) => {
    checkParent(parent, ['strategy', 'parents', index], { traded, window, context })
  })
}

type Parent = NonNullable<WrittenConfig['strategy']['parents']>[number]

function checkParent(
  parent: Parent,
  path: PropertyKey[],
  scope: {
    readonly traded: readonly TradedInstrument[]
    readonly window: { readonly startNs: bigint | undefined; readonly endNs: bigint | undefined }
    readonly context: RuleContext
  },
): void {
  const { traded, window, context } = scope
  const refuse = (key: string, message: string) =>
    context.addIssue({ code: 'custom', path: [...path, key], message })
  checkChoice(parent, path, context)
  const { order_type, limit_price, start } = parent
  if (order_type === 'LIMIT' && limit_price === undefined)
    refuse('limit_price', 'a LIMIT order needs a limit')
  if (order_type === 'MARKET' && limit_price !== undefined)
    refuse('limit_price', 'a MARKET order has no limit')
  const startNs = start === undefined ? undefined : instantNs(start)
  const { startNs: fromNs, endNs } = window
  if (startNs !== undefined && fromNs !== undefined && endNs !== undefined) {
    if (startNs < fromNs || startNs >= endNs) refuse('start', `${start} lies outside the time window`)
  }
  const ids = traded.map(({ id }) => id)
  const instrument = traded.find(({ id }) => id === (parent.instrument ?? ids[0]))
  if (instrument === undefined) {
    refuse('instrument', untraded(parent.instrument ?? '', ids))
    return
  }
  const lot = { name: 'lot_size', step: instrument.lot_size }
  requireUnits(parent.quantity, instrument.size_precision, [...path, 'quantity'], context, lot)
  if (limit_price === undefined) return
  const tick = { name: 'tick_size', step: instrument.tick_size }
  requireUnits(limit_price, instrument.price_precision, [...path, 'limit_price'], context, tick)
}

/** Checks parameters by the algorithm's own schema. Of a custom one only its file can tell. */
function checkChoice(choice: WrittenChoice, path: PropertyKey[], context: RuleContext): void {
  const { algorithm, module, parameters = {} } = choice
  const refuse = (key: PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', path: [...path, ...key], message })
  if (algorithm === 'custom') {
    if (module === undefined) refuse(['module'], 'a custom algorithm needs the path of its file')
    return
  }
  if (module !== undefined) refuse(['module'], 'belongs to the algorithm "custom"')
  const definition = ALGORITHMS.find(({ id }) => id === algorithm)
  if (definition === undefined) {
    if (Object.keys(parameters).length > 0) refuse(['parameters'], 'belong to an algorithm; there is none')
    return
  }
  const parsed = definition.parameters.safeParse(parameters)
  for (const issue of parsed.error?.issues ?? []) {
    const at = ['parameters', ...issue.path]
    if (issue.code !== 'unrecognized_keys') {
      const found = issue.path.length > 0 && !(String(issue.path[0]) in parameters)
      refuse(at, found ? `missing; "${algorithm}" needs it` : issue.message)
      continue
    }
    const known = parameterNames(definition.parameters)
    for (const key of issue.keys) {
      const meant = nearest(key, known)
      const hint =
        meant === undefined ? `"${algorithm}" knows ${known.join(', ')}` : `did you mean "${meant}"?`
      refuse([...at, key], `unknown parameter; ${hint}`)
    }
  }
}

function parameterNames(schema: object): string[] {
  const shape = 'shape' in schema ? schema.shape : undefined
  return shape !== null && typeof shape === 'object' ? Object.keys(shape) : []
}
