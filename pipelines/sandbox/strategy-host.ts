import {
  OdumError,
  type OrderChange,
  type OrderRequest,
  type Strategy,
  type StrategyContext,
} from '../../engine/index.ts'
import type { Plain, RealmStrategy, StrategyHost } from './boundary.ts'

/** The outer side of the boundary: answers what the realm asks, and keeps what goes wrong outside. */
export class ContextHost {
  /** What went wrong outside while custom code was running; the run ends with it. */
  fault: unknown
  readonly calls: StrategyHost

  constructor(context: StrategyContext) {
    const count = context.instruments.length
    const definitions = context.instruments.map(({ definition }) => definition)
    let fields: Record<string, unknown> = {}
    const taken = (): unknown => {
      const whole = fields
      fields = {}
      return whole
    }
    const kept = <Result>(call: () => Result, failed: Result): Result => {
      try {
        return call()
      } catch (error) {
        this.fault ??= error
        return failed
      }
    }
    /** A question leaves nothing half done: where the stack is used up it may fail, and be asked again. */
    const asked = <Result>(
      instrumentIndex: number,
      call: (known: number) => Result,
      failed: Result,
    ): Result => {
      if (isKnown(instrumentIndex)) return call(instrumentIndex)
      return kept(() => call(known(instrumentIndex)), failed)
    }
    const isKnown = (instrumentIndex: number): boolean =>
      Number.isInteger(instrumentIndex) && instrumentIndex >= 0 && instrumentIndex < count
    const known = (instrumentIndex: number): number => {
      if (isKnown(instrumentIndex)) return instrumentIndex
      throw new RangeError(`there is no instrument ${instrumentIndex}; the run has ${count}`)
    }
    this.calls = {
      nowNs: () => context.nowNs,
      instrumentsText: () => JSON.stringify(definitions),
      positionLots: index => asked(index, known => context.positionLots(known), 0),
      freeUnits: index => asked(index, known => context.freeUnits(known), 0n),
      bestBidTicks: index => asked(index, known => context.bestBidTicks(known), 0),
      bestAskTicks: index => asked(index, known => context.bestAskTicks(known), 0),
      put(name: string, value: Plain) {
        fields[name] = value
      },
      putJson(name: string, text: string) {
        fields[name] = JSON.parse(text)
      },
      submit: () =>
        kept(() => {
          const request = taken() as OrderRequest
          known(request.instrumentIndex)
          return context.submit(request)
        }, 0),
      submitMarket: (index, side, lots) =>
        kept(() => context.submitMarket(known(index), side as OrderRequest['side'], lots), 0),
      cancel: orderId => kept(() => context.cancel(orderId), undefined),
      modify: orderId => kept(() => context.modify(orderId, taken() as OrderChange), undefined),
      setTimer: (atNs, tag) => kept(() => context.setTimer(atNs, tag), undefined),
    }
  }
}

export interface RealmStrategyHooks {
  /** Told before every callback: custom code makes progress. */
  readonly onCall: () => void
  /** The error for a text that custom code's failure left. */
  readonly failure: (problem: string) => Error
}

/** Makes the engine's strategy of one in the realm. */
export function strategyOfRealm(
  start: (host: StrategyHost) => RealmStrategy,
  context: StrategyContext,
  { onCall, failure }: RealmStrategyHooks,
): Strategy {
  const host = new ContextHost(context)
  const ended = (thrown: unknown): Error => {
    const { fault } = host
    if (fault instanceof OdumError) return fault
    if (fault instanceof Error) return failure(`a command failed: ${fault.message}`)
    return failure(typeof thrown === 'string' ? thrown : 'it threw a value that cannot be read')
  }
  const settled = (): void => {
    if (host.fault !== undefined) throw ended(undefined)
  }
  const guarded = <Result>(call: () => Result): Result => {
    onCall()
    let result: Result
    try {
      result = call()
    } catch (thrown) {
      throw ended(thrown)
    }
    settled()
    return result
  }
  const realm = guarded(() => start(host.calls))
  const { onStart, onTrade, onBook, onTimer, onFill, onOrder, onStop, warnings } = realm
  return {
    ...(onStart && { onStart: () => guarded(onStart) }),
    ...(onTrade && {
      // The two that are called for every market event allocate nothing.
      onTrade(instrumentIndex, priceTicks, sizeLots, aggressor) {
        onCall()
        try {
          onTrade(instrumentIndex, priceTicks, sizeLots, aggressor)
        } catch (thrown) {
          throw ended(thrown)
        }
        if (host.fault !== undefined) settled()
      },
    }),
    ...(onBook && {
      onBook(instrumentIndex) {
        onCall()
        try {
          onBook(instrumentIndex)
        } catch (thrown) {
          throw ended(thrown)
        }
        if (host.fault !== undefined) settled()
      },
    }),
    ...(onTimer && { onTimer: tag => guarded(() => onTimer(tag)) }),
    ...(onFill && {
      onFill: fill =>
        guarded(() =>
          onFill(
            fill.orderId,
            fill.instrumentIndex,
            fill.side,
            fill.priceTicks,
            fill.quantityLots,
            fill.liquidity,
            fill.positionId,
          ),
        ),
    }),
    ...(onOrder && {
      onOrder: report => guarded(() => onOrder(report.orderId, report.status, report.reason)),
    }),
    ...(onStop && { onStop: () => guarded(onStop) }),
    ...(warnings && { warnings: () => textsOf(guarded(warnings)) }),
  }
}

function textsOf(json: string): readonly string[] {
  const notes: unknown = JSON.parse(json)
  return Array.isArray(notes) ? notes.map(String) : []
}
