import {
  ALGORITHMS,
  type AlgorithmChoice,
  type AlgorithmDefinition,
  type ParentSetting,
  parseScaled,
  type ReplayScenario,
  SIDE,
} from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { instantNs } from '../config/time-window.ts'
import { type VolumeProfiles, volumeBetween } from './volume-profiles.ts'
import type { WrittenChoice } from './written-choices.ts'

/** What a configuration's algorithms need besides it. */
export interface ExecutionParts {
  /** Algorithms of one's own, by the file as the configuration names it. */
  readonly algorithms?: ReadonlyMap<string, AlgorithmDefinition>
  readonly volumes?: VolumeProfiles
}

/** Whether orders of a run may be worked by algorithms: a strategy of one's own may name them itself. */
export function usesExecution({ strategy, execution }: ResolvedConfig): boolean {
  return strategy.name !== 'trade_driven' || execution.algorithm !== 'normal'
}

/** The algorithms of a configuration in the engine's terms. */
export function executionSetting(
  config: ResolvedConfig,
  window: TimeRange,
  parts: ExecutionParts,
): NonNullable<ReplayScenario['execution']> {
  const fallback = choiceOf(config.execution, parts)
  const { volumes } = parts
  return {
    algorithms: [...ALGORITHMS, ...(parts.algorithms?.values() ?? [])],
    ...(fallback && fallback.id !== 'normal' && { fallback }),
    ...(volumes && { volumeBetween: volumeBetween(volumes, window.startNs) }),
  }
}

/** The parents of the strategy `parent_orders`. @param configs each instrument by itself, in the order of the run */
export function parentSettings(
  { strategy }: ResolvedConfig,
  configs: readonly ResolvedConfig[],
  window: TimeRange,
  parts: ExecutionParts,
): ParentSetting[] {
  return (strategy.parents ?? []).map((parent, index) => {
    const found = configs.findIndex(({ instrument }) => instrument.id === parent.instrument)
    const instrumentIndex = Math.max(found, 0)
    const { price_precision, size_precision } = configs[instrumentIndex]!.instrument
    const where = `strategy.parents.${index}`
    const units = (text: string, precision: number, key: string): number =>
      Number(parseScaled(text, precision, `${where}.${key}`))
    const { limit_price, start } = parent
    const startNs = start === undefined ? window.startNs : (instantNs(start) ?? window.startNs)
    const algorithm = choiceOf(parent, parts)
    return {
      instrumentIndex,
      side: SIDE[parent.side],
      quantityLots: units(parent.quantity, size_precision, 'quantity'),
      startNs: Number(startNs - window.startNs),
      ...(limit_price !== undefined && { limitTicks: units(limit_price, price_precision, 'limit_price') }),
      ...(algorithm && { algorithm }),
    }
  })
}

function choiceOf(
  { algorithm, module, parameters = {} }: WrittenChoice,
  { algorithms }: ExecutionParts,
): AlgorithmChoice | undefined {
  if (algorithm === undefined) return undefined
  const custom = module === undefined ? undefined : algorithms?.get(module)
  return { id: custom?.id ?? algorithm, parameters }
}
