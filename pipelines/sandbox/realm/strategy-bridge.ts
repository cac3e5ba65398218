import {
  compileInstrument,
  type Instrument,
  type InstrumentDefinition,
} from '../../../engine/domain/instrument.ts'
import { UnknownInstrumentError } from '../../../engine/errors.ts'
import type {
  FillReport,
  OrderChange,
  OrderReport,
  OrderRequest,
  Strategy,
  StrategyContext,
} from '../../../engine/strategies/strategy.ts'
import type { PreparedStrategy, RealmStrategy, StrategyHost } from '../boundary.ts'
import { described } from './described.ts'
import { guarded } from './guarded.ts'
import { putFields } from './put-fields.ts'
import { failed, refusePromise, told } from './told.ts'

/** The strategy's side of the boundary. It runs in the realm, and is evaluated before custom code is: what it takes
 *  from the language's own objects is taken by then. Only numbers, strings and booleans cross, whatever is thrown
 *  outside is dropped here, and what custom code throws crosses as a text. */

const { parse, stringify } = JSON
const NOTES_MAX = 100
const NOTE_MAX = 1_000

/** Finds the module's export and hands it the parameters. Throws nothing. */
export function prepareStrategy(
  exported: { readonly strategy?: unknown },
  parametersText: string,
): PreparedStrategy {
  const refused = (fault: 'module' | 'parameters', problem: string): PreparedStrategy => ({ fault, problem })
  let make: unknown
  try {
    make = exported.strategy
  } catch (thrown) {
    return refused('module', described(thrown))
  }
  if (typeof make !== 'function') return refused('module', 'it exports no function `strategy`')
  let factory: unknown
  try {
    factory = make(parse(parametersText))
  } catch (thrown) {
    return refused('parameters', described(thrown))
  }
  if (typeof factory !== 'function')
    return refused('module', 'its `strategy(parameters)` returns no function')
  const makeStrategy = factory as (context: StrategyContext) => unknown
  return { fault: undefined, problem: '', start: host => started(makeStrategy, host) }
}

function started(makeStrategy: (context: StrategyContext) => unknown, host: StrategyHost): RealmStrategy {
  let made: unknown
  try {
    made = makeStrategy(contextOf(host))
  } catch (thrown) {
    throw described(thrown)
  }
  if (typeof made !== 'object' || made === null) throw 'its factory returns no strategy'
  return callbacksOf(made as Strategy)
}

/** Commands and questions: an error outside is kept there and ends the run once custom code has returned. */
function contextOf(host: StrategyHost): StrategyContext {
  const definitions = parse(host.instrumentsText()) as readonly InstrumentDefinition[]
  const instruments: readonly Instrument[] = Object.freeze(definitions.map(compileInstrument))
  const nowNs = guarded(host.nowNs)
  const submit = guarded(host.submit)
  const modify = guarded(host.modify)
  return Object.freeze({
    get nowNs() {
      return nowNs()
    },
    instruments,
    instrument: (instrumentIndex: number) => instruments[instrumentIndex]!,
    instrumentIndexOf(id: string) {
      const index = instruments.findIndex(instrument => instrument.id === id)
      if (index < 0) throw new UnknownInstrumentError({ id, known: instruments.map(known => known.id) })
      return index
    },
    positionLots: guarded(host.positionLots),
    freeUnits: guarded(host.freeUnits),
    bestBidTicks: guarded(host.bestBidTicks),
    bestAskTicks: guarded(host.bestAskTicks),
    submit(request: OrderRequest) {
      putFields(host, request)
      return submit()
    },
    submitMarket: guarded(host.submitMarket),
    cancel: guarded(host.cancel),
    modify(orderId: number, change: OrderChange) {
      putFields(host, change)
      modify(orderId)
    },
    setTimer: guarded(host.setTimer),
  })
}

/** Each callback that is there, so wrapped that a text crosses instead of what was thrown. */
function callbacksOf(strategy: Strategy): RealmStrategy {
  return {
    onStart: strategy.onStart && (() => told('onStart', () => strategy.onStart?.())),
    onTrade:
      strategy.onTrade &&
      ((instrumentIndex, priceTicks, sizeLots, aggressor) => {
        let returned: unknown
        try {
          returned = strategy.onTrade!(instrumentIndex, priceTicks, sizeLots, aggressor)
        } catch (thrown) {
          throw failed('onTrade', thrown)
        }
        if (typeof returned === 'object') refusePromise('onTrade', returned)
      }),
    onBook:
      strategy.onBook &&
      (instrumentIndex => {
        let returned: unknown
        try {
          returned = strategy.onBook!(instrumentIndex)
        } catch (thrown) {
          throw failed('onBook', thrown)
        }
        if (typeof returned === 'object') refusePromise('onBook', returned)
      }),
    onTimer: strategy.onTimer && (tag => told('onTimer', () => strategy.onTimer?.(tag))),
    onFill:
      strategy.onFill &&
      ((orderId, instrumentIndex, side, priceTicks, quantityLots, liquidity, positionId) => {
        const fill = {
          orderId,
          instrumentIndex,
          side,
          priceTicks,
          quantityLots,
          liquidity,
          positionId,
        } as FillReport
        told('onFill', () => strategy.onFill?.(fill))
      }),
    onOrder:
      strategy.onOrder &&
      ((orderId, status, reason) => {
        const report = { orderId, status, reason } as OrderReport
        told('onOrder', () => strategy.onOrder?.(report))
      }),
    onStop: strategy.onStop && (() => told('onStop', () => strategy.onStop?.())),
    warnings: strategy.warnings && (() => notesOf(strategy)),
  }
}

function notesOf(strategy: Strategy): string {
  const notes: string[] = []
  try {
    const given = strategy.warnings?.() ?? []
    if (given.length > NOTES_MAX) throw new RangeError(`it gave more than ${NOTES_MAX} notes`)
    for (let index = 0; index < given.length; index++) {
      const note: unknown = given[index]
      if (typeof note !== 'string') throw new TypeError('a note is a string')
      if (note.length > NOTE_MAX) throw new RangeError(`a note has more than ${NOTE_MAX} characters`)
      notes[index] = note
    }
    return stringify(notes)
  } catch (thrown) {
    throw failed('warnings', thrown)
  }
}
