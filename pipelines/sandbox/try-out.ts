import { compileInstrument } from '../../engine/domain/instrument.ts'
import { InvalidAlgorithmParametersError } from '../../engine/errors.ts'
import {
  AGGRESSOR,
  type AlgorithmContext,
  type AlgorithmDefinition,
  SIDE,
  type StrategyContext,
  type StrategyFactory,
} from '../../engine/index.ts'

/** Tries custom code on a few events of a made-up market that never fills: enough to see that it can be called. */

const PRICE_TICKS = 60_000_0
const SIZE_LOTS = 5
const EVENTS = 20
const EVENT_NS = 1_000_000_000
const ORDER_LOTS = 1_000

const instrument = compileInstrument({
  id: 'TRY-OUT.NOWHERE',
  venue: 'NOWHERE',
  kind: 'linear',
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  settlementCurrency: 'USDT',
  pricePrecision: 1,
  sizePrecision: 3,
  currencyPrecision: 8,
  makerFee: '0.0002',
  takerFee: '0.0004',
  leverage: '1',
})

export function tryStrategy(factory: StrategyFactory): void {
  let nowNs = 0
  let orders = 0
  const timers: number[] = []
  const context: StrategyContext = {
    get nowNs() {
      return nowNs
    },
    instruments: [instrument],
    instrument: () => instrument,
    instrumentIndexOf: () => 0,
    positionLots: () => 0,
    freeUnits: () => 1_000_000_00000000n,
    bestBidTicks: () => PRICE_TICKS - 1,
    bestAskTicks: () => PRICE_TICKS + 1,
    submit: () => ++orders,
    submitMarket: () => ++orders,
    cancel() {},
    modify() {},
    setTimer: (_atNs, tag) => void timers.push(tag),
  }
  const strategy = factory(context)
  strategy.onStart?.()
  for (let event = 0; event < EVENTS; event++) {
    nowNs += EVENT_NS
    strategy.onBook?.(0)
    strategy.onTrade?.(0, PRICE_TICKS, SIZE_LOTS, event % 2 === 0 ? AGGRESSOR.BUYER : AGGRESSOR.SELLER)
    const tag = timers.shift()
    if (tag !== undefined) strategy.onTimer?.(tag)
  }
  strategy.onStop?.()
  strategy.warnings?.()
}

/** With the parameters of its example. */
export function tryAlgorithm(definition: AlgorithmDefinition): void {
  let nowNs = 0
  let children = 0
  const wakes: number[] = []
  const context: AlgorithmContext = {
    get nowNs() {
      return nowNs
    },
    instrument,
    parent: {
      side: SIDE.BUY,
      quantityLots: ORDER_LOTS,
      limitTicks: definition.example.needsLimit === true ? PRICE_TICKS : 0,
      startNs: 0,
    },
    filledLots: 0,
    workingLots: 0,
    openLots: ORDER_LOTS,
    bestBidTicks: PRICE_TICKS - 1,
    bestAskTicks: PRICE_TICKS + 1,
    lastTicks: PRICE_TICKS,
    marketLots: () => SIZE_LOTS,
    submit: () => ++children,
    cancel() {},
    modify() {},
    wakeAt: (_atNs, tag = 0) => void wakes.push(tag),
    wakeAtVolume() {},
    random: () => 0.5,
    volumeBetween: () => SIZE_LOTS,
    target() {},
    finish() {},
  }
  const parameters = definition.parameters.safeParse(definition.example.parameters)
  if (!parameters.success) {
    throw new InvalidAlgorithmParametersError({ problem: `its own example: ${parameters.error.message}` })
  }
  const algorithm = definition.create(context, parameters.data)
  algorithm.onStart()
  for (let event = 0; event < EVENTS; event++) {
    nowNs += EVENT_NS
    algorithm.onBook?.()
    algorithm.onTrade?.(PRICE_TICKS, SIZE_LOTS, AGGRESSOR.BUYER)
    const tag = wakes.shift()
    if (tag !== undefined) algorithm.onWake?.(tag)
  }
  algorithm.onStop?.()
}
