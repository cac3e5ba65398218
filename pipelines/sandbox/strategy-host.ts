import {
  type OrderChange,
  type OrderRequest,
  SIDE,
  type Strategy,
  type StrategyContext,
} from '../../engine/index.ts'
import type { RealmStrategy, StrategyHost } from './boundary.ts'
import { OuterSide, type RealmHooks } from './outer-side.ts'

/** Makes the engine's strategy of one in the realm. */
export function strategyOfRealm(
  start: (host: StrategyHost) => RealmStrategy,
  context: StrategyContext,
  hooks: RealmHooks,
): Strategy {
  const outer = new OuterSide(hooks)
  const realm = outer.guarded(() => start(hostOf(context, outer)))
  const { onStart, onTrade, onBook, onTimer, onFill, onOrder, onStop, warnings } = realm
  return {
    ...(onStart && { onStart: () => outer.guarded(onStart) }),
    ...(onTrade && {
      // The two that are called for every market event allocate nothing.
      onTrade(instrumentIndex, priceTicks, sizeLots, aggressor) {
        outer.onCall()
        try {
          onTrade(instrumentIndex, priceTicks, sizeLots, aggressor)
        } catch (thrown) {
          throw outer.ended(thrown)
        }
        if (outer.hasFault) throw outer.ended(undefined)
      },
    }),
    ...(onBook && {
      onBook(instrumentIndex) {
        outer.onCall()
        try {
          onBook(instrumentIndex)
        } catch (thrown) {
          throw outer.ended(thrown)
        }
        if (outer.hasFault) throw outer.ended(undefined)
      },
    }),
    ...(onTimer && { onTimer: tag => outer.guarded(() => onTimer(tag)) }),
    ...(onFill && {
      onFill: fill =>
        outer.guarded(() => {
          const { orderId, instrumentIndex, side, priceTicks, quantityLots, liquidity, positionId } = fill
          onFill(orderId, instrumentIndex, side, priceTicks, quantityLots, liquidity, positionId)
        }),
    }),
    ...(onOrder && {
      onOrder: report => outer.guarded(() => onOrder(report.orderId, report.status, report.reason)),
    }),
    ...(onStop && { onStop: () => outer.guarded(onStop) }),
    ...(warnings && { warnings: () => textsOf(outer.guarded(warnings)) }),
  }
}

/** What the realm may call. Commands keep their errors; questions leave nothing half done: where the stack is used up
 *  they may fail, and be asked again. */
function hostOf(context: StrategyContext, outer: OuterSide): StrategyHost {
  const count = context.instruments.length
  const isKnown = (index: number): boolean => Number.isInteger(index) && index >= 0 && index < count
  const known = (index: number): number => {
    if (isKnown(index)) return index
    throw new RangeError(`there is no instrument ${index}; the run has ${count}`)
  }
  const asked = <Result>(index: number, call: (known: number) => Result, failed: Result): Result =>
    isKnown(index) ? call(index) : outer.kept(() => call(known(index)), failed)
  return {
    nowNs: () => context.nowNs,
    instrumentsText: () => JSON.stringify(context.instruments.map(({ definition }) => definition)),
    positionLots: index => asked(index, place => context.positionLots(place), 0),
    freeUnits: index => asked(index, place => context.freeUnits(place), 0n),
    bestBidTicks: index => asked(index, place => context.bestBidTicks(place), 0),
    bestAskTicks: index => asked(index, place => context.bestAskTicks(place), 0),
    put: (name, value) => outer.put(name, value),
    putJson: (name, text) => outer.putJson(name, text),
    submit: () =>
      outer.kept(() => {
        const request = outer.taken() as unknown as OrderRequest
        known(request.instrumentIndex)
        sided(request.side)
        return context.submit(request)
      }, 0),
    submitMarket: (index, side, lots) =>
      outer.kept(() => context.submitMarket(known(index), sided(side), lots), 0),
    cancel: orderId => outer.kept(() => context.cancel(orderId), undefined),
    modify: orderId => outer.kept(() => context.modify(orderId, outer.taken() as OrderChange), undefined),
    setTimer: (atNs, tag) => outer.kept(() => context.setTimer(atNs, tag), undefined),
  }
}

function sided(side: number): OrderRequest['side'] {
  if (side === SIDE.BUY || side === SIDE.SELL) return side
  throw new RangeError(`a side is ${SIDE.BUY} to buy or ${SIDE.SELL} to sell, not ${side}`)
}

function textsOf(json: string): readonly string[] {
  const notes: unknown = JSON.parse(json)
  return Array.isArray(notes) ? notes.map(String) : []
}
