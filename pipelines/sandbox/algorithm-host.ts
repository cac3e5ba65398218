import { z } from 'zod'
import { InvalidAlgorithmParametersError } from '../../engine/errors.ts'
import type {
  Algorithm,
  AlgorithmContext,
  AlgorithmDefinition,
  ChildChange,
  ChildOrder,
} from '../../engine/index.ts'
import type { AlgorithmHost, PreparedAlgorithm } from './boundary.ts'
import { OuterSide, type RealmHooks } from './outer-side.ts'

/** Makes the engine's definition of an algorithm in the realm. Parameters stay as they are written: the realm parses
 *  them where it needs them. */
export function algorithmOfRealm(prepared: PreparedAlgorithm, hooks: RealmHooks): AlgorithmDefinition {
  const { id, title, summary, formula, source } = prepared
  return {
    ...{ id, title, summary, formula, source },
    parameters: z.unknown().superRefine((parameters, context) => {
      const problem = new OuterSide(hooks).guarded(() => prepared.check(JSON.stringify(parameters ?? {})))
      // Each problem is marked again where all are told.
      const message = String(problem).replaceAll(/^✖ /gm, '')
      if (problem !== '') context.addIssue({ code: 'custom', message })
    }),
    example: JSON.parse(prepared.exampleText) as AlgorithmDefinition['example'],
    create: (context, parameters) => created(prepared, context, parameters, hooks),
  }
}

function created(
  prepared: PreparedAlgorithm,
  context: AlgorithmContext,
  parameters: unknown,
  hooks: RealmHooks,
): Algorithm {
  const outer = new OuterSide(hooks)
  const made = outer.guarded(() => prepared.create(hostOf(context, outer), JSON.stringify(parameters ?? {})))
  const { algorithm, refused } = made
  if (algorithm === undefined) throw new InvalidAlgorithmParametersError({ problem: String(refused) })
  const { onStart, onWake, onVolume, onTrade, onBook } = algorithm
  const { onChildFill, onChildOrder, onParentChanged, onStop } = algorithm
  return {
    onStart: () => outer.guarded(onStart),
    ...(onWake && { onWake: tag => outer.guarded(() => onWake(tag)) }),
    ...(onVolume && { onVolume: () => outer.guarded(onVolume) }),
    ...(onTrade && {
      onTrade(priceTicks, sizeLots, aggressor) {
        outer.onCall()
        try {
          onTrade(priceTicks, sizeLots, aggressor)
        } catch (thrown) {
          throw outer.ended(thrown)
        }
        if (outer.hasFault) throw outer.ended(undefined)
      },
    }),
    ...(onBook && { onBook: () => outer.guarded(onBook) }),
    ...(onChildFill && {
      onChildFill: (k, priceTicks, quantityLots, liquidity) =>
        outer.guarded(() => onChildFill(k, priceTicks, quantityLots, liquidity)),
    }),
    ...(onChildOrder && {
      onChildOrder: (k, status, reason) => outer.guarded(() => onChildOrder(k, status, reason)),
    }),
    ...(onParentChanged && { onParentChanged: () => outer.guarded(onParentChanged) }),
    ...(onStop && { onStop: () => outer.guarded(onStop) }),
  }
}

function hostOf(context: AlgorithmContext, outer: OuterSide): AlgorithmHost {
  return {
    nowNs: () => context.nowNs,
    instrumentText: () => JSON.stringify(context.instrument.definition),
    parentSide: () => context.parent.side,
    parentQuantityLots: () => context.parent.quantityLots,
    parentLimitTicks: () => context.parent.limitTicks,
    parentStartNs: () => context.parent.startNs,
    filledLots: () => context.filledLots,
    workingLots: () => context.workingLots,
    openLots: () => context.openLots,
    bestBidTicks: () => context.bestBidTicks,
    bestAskTicks: () => context.bestAskTicks,
    lastTicks: () => context.lastTicks,
    marketLots: () => outer.kept(() => context.marketLots(), 0),
    put: (name, value) => outer.put(name, value),
    putJson: (name, text) => outer.putJson(name, text),
    submit: () => outer.kept(() => context.submit(outer.taken() as unknown as ChildOrder), 0),
    cancel: k => outer.kept(() => context.cancel(k), undefined),
    modify: k => outer.kept(() => context.modify(k, outer.taken() as ChildChange), undefined),
    wakeAt: (atNs, tag) => outer.kept(() => context.wakeAt(atNs, tag), undefined),
    wakeAtVolume: lots => outer.kept(() => context.wakeAtVolume(lots), undefined),
    random: () => context.random(),
    volumeBetween: (isRealized, fromNs, toNs) =>
      outer.kept(
        () => context.volumeBetween(isRealized === 1 ? 'realized' : 'historical', fromNs, toNs) ?? Number.NaN,
        Number.NaN,
      ),
    target: (atNs, lots) => outer.kept(() => context.target(atNs, lots), undefined),
    finish: () => outer.kept(() => context.finish(), undefined),
  }
}
