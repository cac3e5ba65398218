import { ORDER_TYPE, type Side } from '../domain/codes.ts'
import type { AlgorithmChoice } from '../execution/algorithms/algorithm.ts'
import type { Strategy, StrategyContext, StrategyFactory } from './strategy.ts'

/** One parent as it is configured. */
export interface ParentSetting {
  readonly instrumentIndex: number
  readonly side: Side
  readonly quantityLots: number
  /** ns since the window's start. */
  readonly startNs: number
  /** Absent for a market order. */
  readonly limitTicks?: number
  /** Default what `execution` configures. */
  readonly algorithm?: AlgorithmChoice
}

/** Sends a list of parents at their times and nothing else: the execution researcher's main tool. */
export class ParentOrders implements Strategy {
  readonly #parents: readonly ParentSetting[]
  readonly #context: StrategyContext

  constructor(parents: readonly ParentSetting[], context: StrategyContext) {
    this.#parents = parents
    this.#context = context
  }

  onStart(): void {
    this.#parents.forEach(({ startNs }, index) => {
      this.#context.setTimer(startNs, index)
    })
  }

  onTimer(index: number): void {
    const parent = this.#parents[index]
    if (parent === undefined) return
    const { instrumentIndex, side, quantityLots, limitTicks, algorithm } = parent
    this.#context.submit({
      instrumentIndex,
      side,
      quantityLots,
      ...(limitTicks !== undefined && { type: ORDER_TYPE.LIMIT, limitTicks }),
      ...(algorithm !== undefined && { algorithm }),
    })
  }
}

/** The factory of a scenario. */
export function parentOrders(parents: readonly ParentSetting[]): StrategyFactory {
  return context => new ParentOrders(parents, context)
}
