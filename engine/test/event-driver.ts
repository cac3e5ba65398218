import type { Instrument } from '../domain/instrument.ts'
import { ExecutionDesk, type ExecutionSetting } from '../execution/parents/execution-desk.ts'
import type { ExecutionPort } from '../execution/parents/execution-port.ts'
import type { ParentRecord, TargetPoint } from '../execution/parents/parent-records.ts'
import type {
  FillReport,
  OrderChange,
  OrderReport,
  OrderRequest,
  Strategy,
  StrategyFactory,
} from '../strategies/strategy.ts'

/** What reached an execution desk, in order, with the prices as they then stood. */
export type Input = {
  readonly atNs: number
  readonly prices: readonly [bid: number, ask: number, last: number]
} & (
  | { readonly kind: 'start' | 'timer' | 'book' | 'stop' }
  | { readonly kind: 'trade'; readonly trade: readonly [price: number, size: number, aggressor: number] }
  | { readonly kind: 'fill'; readonly fill: FillReport }
  | { readonly kind: 'order'; readonly order: OrderReport }
)

/** What a desk did, in order. */
export type Command =
  | { readonly atNs: number; readonly submit: OrderRequest; readonly parent: number; readonly k: number }
  | { readonly atNs: number; readonly cancel: number }
  | { readonly atNs: number; readonly modify: number; readonly change: OrderChange }
  | { readonly atNs: number; readonly parentRecord: ParentRecord }
  | { readonly atNs: number; readonly target: TargetPoint }

/** A strategy of a replay that is an execution desk, and notes what reaches it and what it does. */
export function recordingDesk(
  strategy: StrategyFactory,
  setting: ExecutionSetting,
): { readonly factory: StrategyFactory; readonly inputs: Input[]; readonly commands: Command[] } {
  const inputs: Input[] = []
  const commands: Command[] = []
  const factory: StrategyFactory = context => {
    const port = context as ExecutionPort
    const desk: Strategy = new ExecutionDesk(strategy, notingPort(port, commands), setting)
    const at = (): Pick<Input, 'atNs' | 'prices'> => {
      return { atNs: port.nowNs, prices: [port.bestBidTicks(0), port.bestAskTicks(0), port.lastTicks(0)] }
    }
    const noted = (input: Input, act: () => void): void => {
      inputs.push(input)
      act()
    }
    return {
      onStart: () => noted({ ...at(), kind: 'start' }, () => desk.onStart?.()),
      onTrade: (index, ...trade) =>
        noted({ ...at(), kind: 'trade', trade }, () => desk.onTrade?.(index, ...trade)),
      onBook: index => noted({ ...at(), kind: 'book' }, () => desk.onBook?.(index)),
      onTimer: tag => noted({ ...at(), kind: 'timer' }, () => desk.onTimer?.(tag)),
      onFill: fill => noted({ ...at(), kind: 'fill', fill }, () => desk.onFill?.(fill)),
      onOrder: order => noted({ ...at(), kind: 'order', order }, () => desk.onOrder?.(order)),
      onStop: () => noted({ ...at(), kind: 'stop' }, () => desk.onStop?.()),
    }
  }
  return { factory, inputs, commands }
}

function notingPort(port: ExecutionPort, commands: Command[]): ExecutionPort {
  return {
    get nowNs() {
      return port.nowNs
    },
    instruments: port.instruments,
    instrument: index => port.instrument(index),
    instrumentIndexOf: id => port.instrumentIndexOf(id),
    positionLots: index => port.positionLots(index),
    freeUnits: index => port.freeUnits(index),
    bestBidTicks: index => port.bestBidTicks(index),
    bestAskTicks: index => port.bestAskTicks(index),
    lastTicks: index => port.lastTicks(index),
    setTimer: (atNs, tag) => port.setTimer(atNs, tag),
    submit: request => port.submit(request),
    submitMarket: (...order) => port.submitMarket(...order),
    reserveOrderId: () => port.reserveOrderId(),
    submitChild: (submit, parent, k) => {
      commands.push({ atNs: port.nowNs, submit, parent, k })
      return port.submitChild(submit, parent, k)
    },
    cancel: cancel => {
      commands.push({ atNs: port.nowNs, cancel })
      port.cancel(cancel)
    },
    modify: (modify, change) => {
      commands.push({ atNs: port.nowNs, modify, change })
      port.modify(modify, change)
    },
    recordParent: parentRecord => void commands.push({ atNs: port.nowNs, parentRecord }),
    recordTarget: target => void commands.push({ atNs: port.nowNs, target }),
  }
}

/** Drives a desk event by event without a replay, an exchange or an account, as a live session would: clock, timers and
 *  order ids are its own, market data and reports come from outside. */
export class EventDriver {
  readonly commands: Command[] = []
  readonly #instruments: readonly Instrument[]
  readonly #timers: { readonly atNs: number; readonly tag: number }[] = []
  readonly #desk: Strategy
  #nowNs = 0
  #prices: Input['prices'] = [0, 0, 0]
  #orderId = 0

  constructor(strategy: StrategyFactory, setting: ExecutionSetting, instruments: readonly Instrument[]) {
    this.#instruments = instruments
    this.#desk = new ExecutionDesk(strategy, this.#port(), setting)
  }

  take(input: Input): void {
    this.#nowNs = input.atNs
    this.#prices = input.prices
    const desk = this.#desk
    if (input.kind === 'start') desk.onStart?.()
    else if (input.kind === 'trade') desk.onTrade?.(0, ...input.trade)
    else if (input.kind === 'book') desk.onBook?.(0)
    else if (input.kind === 'timer') desk.onTimer?.(this.#nextTimer())
    else if (input.kind === 'fill') desk.onFill?.(input.fill)
    else if (input.kind === 'order') desk.onOrder?.(input.order)
    else desk.onStop?.()
  }

  /** The earliest timer, the first set among equal ones; due now, or the two disagree about time. */
  #nextTimer(): number {
    const timers = this.#timers
    const earliest = timers.reduce((first, timer, at) => (timer.atNs < timers[first]!.atNs ? at : first), 0)
    const [timer] = timers.splice(earliest, 1)
    if (timer?.atNs !== this.#nowNs) throw new RangeError(`no timer is due at ${this.#nowNs}`)
    return timer.tag
  }

  #port(): ExecutionPort {
    const driver = this
    const note = (command: Command): void => void this.commands.push(command)
    const refuse = (): never => {
      throw new RangeError('only parents are driven')
    }
    return {
      get nowNs() {
        return driver.#nowNs
      },
      instruments: this.#instruments,
      instrument: index => this.#instruments[index]!,
      instrumentIndexOf: refuse,
      positionLots: refuse,
      freeUnits: refuse,
      bestBidTicks: () => this.#prices[0],
      bestAskTicks: () => this.#prices[1],
      lastTicks: () => this.#prices[2],
      submit: refuse,
      submitMarket: refuse,
      reserveOrderId: () => ++this.#orderId,
      submitChild: (submit, parent, k) => {
        note({ atNs: this.#nowNs, submit, parent, k })
        return ++this.#orderId
      },
      cancel: cancel => note({ atNs: this.#nowNs, cancel }),
      modify: (modify, change) => note({ atNs: this.#nowNs, modify, change }),
      setTimer: (atNs, tag) => void this.#timers.push({ atNs: Math.max(atNs, this.#nowNs), tag }),
      recordParent: parentRecord => note({ atNs: this.#nowNs, parentRecord }),
      recordTarget: target => note({ atNs: this.#nowNs, target }),
    }
  }
}
