import type {
  FillReport,
  OrderReport,
  OrderRequest,
  Strategy,
  StrategyContext,
  StrategyFactory,
} from '../strategies/strategy.ts'

/** What a scripted step may use: the context, and the ids of the orders sent before it, in order. */
export interface Stage extends StrategyContext {
  readonly ids: readonly number[]
  /** Sends an order for instrument 0. */
  order(request: Omit<OrderRequest, 'instrumentIndex'>): number
}

export type Step = readonly [tsNs: number, act: (stage: Stage) => void]

/** A strategy that does what it is told at given times, and notes what it hears. Steps run before market events of
 *  the same time. */
export class Script {
  readonly fills: { readonly atNs: number; readonly fill: FillReport }[] = []
  readonly reports: { readonly atNs: number; readonly report: OrderReport }[] = []
  readonly #steps: readonly Step[]
  readonly #more: (stage: Stage) => Strategy

  /** @param more further callbacks */
  constructor(steps: readonly Step[], more: (stage: Stage) => Strategy = () => ({})) {
    this.#steps = steps
    this.#more = more
  }

  readonly factory: StrategyFactory = context => {
    const stage = stageOf(context)
    const steps = this.#steps
    return {
      ...this.#more(stage),
      onStart: () => {
        steps.forEach(([tsNs], index) => {
          context.setTimer(tsNs, index)
        })
      },
      onTimer: tag => steps[tag]?.[1](stage),
      onFill: fill => void this.fills.push({ atNs: context.nowNs, fill }),
      onOrder: report => void this.reports.push({ atNs: context.nowNs, report }),
    }
  }
}

function stageOf(context: StrategyContext): Stage {
  const ids: number[] = []
  const stage: Stage = {
    get nowNs() {
      return context.nowNs
    },
    ids,
    order(request) {
      return stage.submit({ instrumentIndex: 0, ...request })
    },
    submit(request) {
      const id = context.submit(request)
      ids.push(id)
      return id
    },
    submitMarket(...order) {
      const id = context.submitMarket(...order)
      ids.push(id)
      return id
    },
    instruments: context.instruments,
    instrument: index => context.instrument(index),
    instrumentIndexOf: id => context.instrumentIndexOf(id),
    positionLots: index => context.positionLots(index),
    freeUnits: index => context.freeUnits(index),
    bestBidTicks: index => context.bestBidTicks(index),
    bestAskTicks: index => context.bestAskTicks(index),
    cancel: id => context.cancel(id),
    modify: (id, change) => context.modify(id, change),
    setTimer: (atNs, tag) => context.setTimer(atNs, tag),
  }
  return stage
}
