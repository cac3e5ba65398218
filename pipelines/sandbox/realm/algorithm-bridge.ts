import { z } from 'zod'
import { compileInstrument, type InstrumentDefinition } from '../../../engine/domain/instrument.ts'
import { InvalidAlgorithmParametersError } from '../../../engine/errors.ts'
import type {
  Algorithm,
  AlgorithmContext,
  AlgorithmDefinition,
  ChildChange,
  ChildOrder,
  VolumeSource,
} from '../../../engine/execution/algorithms/algorithm.ts'
import type { AlgorithmHost, PreparedAlgorithm, RealmAlgorithm } from '../boundary.ts'
import { described } from './described.ts'
import { guarded } from './guarded.ts'
import { putFields } from './put-fields.ts'
import { failed, refusePromise, told } from './told.ts'

/** The algorithm's side of the boundary; see the strategy's. */

const { parse, stringify } = JSON
const { isNaN: isAbsent } = Number
const ID = /^[a-z][a-z0-9_]{0,63}$/
const TEXTS = ['id', 'title', 'summary', 'formula', 'source'] as const

/** Finds the module's export and reads what it declares. Throws nothing. */
export function prepareAlgorithm(exported: { readonly algorithm?: unknown }): PreparedAlgorithm {
  try {
    const given = exported.algorithm
    if (typeof given !== 'object' || given === null) return refused('it exports no object `algorithm`')
    const definition = given as AlgorithmDefinition
    for (const key of TEXTS) {
      if (typeof definition[key] !== 'string') return refused(`its \`algorithm.${key}\` is no text`)
    }
    if (!ID.test(definition.id)) return refused('its `algorithm.id` must be lower case, digits and _')
    if (typeof definition.example !== 'object' || definition.example === null) {
      return refused('its `algorithm.example` is no object')
    }
    if (typeof definition.create !== 'function') return refused('its `algorithm.create` is no function')
    if (typeof definition.parameters?.safeParse !== 'function') {
      return refused('its `algorithm.parameters` is no zod schema')
    }
    const exampleText = stringify(definition.example)
    const { id, title, summary, formula, source } = definition
    const schemaText = stringify(
      z.toJSONSchema(definition.parameters, { io: 'input', unrepresentable: 'any' }),
    )
    return {
      ...{ problem: '', id, title, summary, formula, source, schemaText, exampleText },
      check: text => problemOf(definition, text),
      create: (host, text) => created(definition, host, text),
    }
  } catch (thrown) {
    return refused(described(thrown))
  }
}

function refused(problem: string): PreparedAlgorithm {
  const none = {
    id: '',
    title: '',
    summary: '',
    formula: '',
    source: '',
    schemaText: '{}',
    exampleText: '{}',
  }
  return {
    problem,
    ...none,
    check: () => problem,
    create: () => ({ refused: problem, algorithm: undefined }),
  }
}

function problemOf(definition: AlgorithmDefinition, parametersText: string): string {
  try {
    const parsed = definition.parameters.safeParse(parse(parametersText))
    return parsed.success ? '' : described(parsed.error)
  } catch (thrown) {
    return described(thrown)
  }
}

function created(
  definition: AlgorithmDefinition,
  host: AlgorithmHost,
  parametersText: string,
): ReturnType<PreparedAlgorithm['create']> {
  try {
    const parameters = definition.parameters.parse(parse(parametersText))
    const algorithm = definition.create(contextOf(host), parameters)
    if (typeof algorithm?.onStart !== 'function') throw new TypeError('it made no algorithm with `onStart`')
    return { refused: '', algorithm: callbacksOf(algorithm) }
  } catch (thrown) {
    if (thrown instanceof InvalidAlgorithmParametersError) {
      return { refused: described(thrown), algorithm: undefined }
    }
    throw failed('create', thrown)
  }
}

function contextOf(host: AlgorithmHost): AlgorithmContext {
  const instrument = compileInstrument(parse(host.instrumentText()) as InstrumentDefinition)
  const [nowNs, filledLots, workingLots, openLots, bestBidTicks, bestAskTicks, lastTicks] = [
    guarded(host.nowNs),
    guarded(host.filledLots),
    guarded(host.workingLots),
    guarded(host.openLots),
    guarded(host.bestBidTicks),
    guarded(host.bestAskTicks),
    guarded(host.lastTicks),
  ] as const
  const submit = guarded(host.submit)
  const modify = guarded(host.modify)
  const volume = guarded(host.volumeBetween)
  return Object.freeze({
    get nowNs() {
      return nowNs()
    },
    instrument,
    parent: parentOf(host),
    get filledLots() {
      return filledLots()
    },
    get workingLots() {
      return workingLots()
    },
    get openLots() {
      return openLots()
    },
    get bestBidTicks() {
      return bestBidTicks()
    },
    get bestAskTicks() {
      return bestAskTicks()
    },
    get lastTicks() {
      return lastTicks()
    },
    marketLots: guarded(host.marketLots),
    submit(child: ChildOrder) {
      putFields(host, child)
      return submit()
    },
    cancel: guarded(host.cancel),
    modify(k: number, change: ChildChange) {
      putFields(host, change)
      modify(k)
    },
    wakeAt: guarded(host.wakeAt),
    wakeAtVolume: guarded(host.wakeAtVolume),
    random: guarded(host.random),
    volumeBetween(source: VolumeSource, fromNs: number, toNs: number) {
      const lots = volume(source === 'realized' ? 1 : 0, fromNs, toNs)
      return isAbsent(lots) ? undefined : lots
    },
    target: guarded(host.target),
    finish: guarded(host.finish),
  })
}

/** The parent as it stands whenever it is looked at. */
function parentOf(host: AlgorithmHost): AlgorithmContext['parent'] {
  const [side, quantityLots, limitTicks, startNs] = [
    guarded(host.parentSide),
    guarded(host.parentQuantityLots),
    guarded(host.parentLimitTicks),
    guarded(host.parentStartNs),
  ]
  return Object.freeze({
    get side() {
      return side() as AlgorithmContext['parent']['side']
    },
    get quantityLots() {
      return quantityLots()
    },
    get limitTicks() {
      return limitTicks()
    },
    get startNs() {
      return startNs()
    },
  })
}

function callbacksOf(algorithm: Algorithm): RealmAlgorithm {
  return {
    onStart: () => told('onStart', () => algorithm.onStart()),
    onWake: algorithm.onWake && (tag => told('onWake', () => algorithm.onWake?.(tag))),
    onVolume: algorithm.onVolume && (() => told('onVolume', () => algorithm.onVolume?.())),
    onTrade:
      algorithm.onTrade &&
      ((priceTicks, sizeLots, aggressor) => {
        let returned: unknown
        try {
          returned = algorithm.onTrade!(priceTicks, sizeLots, aggressor)
        } catch (thrown) {
          throw failed('onTrade', thrown)
        }
        if (typeof returned === 'object') refusePromise('onTrade', returned)
      }),
    onBook: algorithm.onBook && (() => told('onBook', () => algorithm.onBook?.())),
    onChildFill:
      algorithm.onChildFill &&
      ((k, priceTicks, quantityLots, liquidity) =>
        told('onChildFill', () => algorithm.onChildFill?.(k, priceTicks, quantityLots, liquidity as 1))),
    onChildOrder:
      algorithm.onChildOrder &&
      ((k, status, reason) =>
        told('onChildOrder', () => algorithm.onChildOrder?.(k, status as 1, reason as 1))),
    onParentChanged:
      algorithm.onParentChanged && (() => told('onParentChanged', () => algorithm.onParentChanged?.())),
    onStop: algorithm.onStop && (() => told('onStop', () => algorithm.onStop?.())),
  }
}
