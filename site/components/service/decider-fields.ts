import { html } from '../std.js'
import type { ListedAlgorithm } from './algorithm-texts.js'
import type { JsonSchema } from './json-schema.js'
import { isObject, type Json, type RunDraft } from './run-draft.js'
import { inputFor, schemaForm } from './schema-form.js'
import { addressOf } from './service-api.js'

/** What decides on orders, and what works them: chosen by name, with parameters by their schema. */
export function deciderFields(draft: RunDraft, algorithms: readonly ListedAlgorithm[]): HTMLElement {
  const place = html`<div></div>`
  const draw = (): void => {
    const name = String(draft.at('strategy', 'name'))
    place.replaceChildren(
      html`<div class="odum-fields">${strategyChoice(draft, algorithms, draw)}
        ${name === 'parent_orders' && parents(draft).length === 1 ? parentFields(draft) : ''}
        ${name === 'custom' ? '' : algorithmChoice(draft, algorithms, draw)}</div>
        ${parameters(draft, algorithms)}`,
    )
  }
  draw()
  return place
}

/** Makes a draft use an algorithm or strategy. */
export function useCode(draft: RunDraft, { id, kind, module, example }: ListedAlgorithm): void {
  if (kind === 'strategy') {
    draft.set(['strategy'], { name: 'custom', ...(module === null ? {} : { module }), parameters: {} })
  } else
    setWorker(
      draft,
      module === null ? { algorithm: id, parameters: example as Json } : { algorithm: 'custom', module },
    )
}

const STRATEGIES = {
  trade_driven: 'Follow trades: one order per trade',
  parent_orders: 'Parent orders, worked by an algorithm',
} as const

function strategyChoice(
  draft: RunDraft,
  algorithms: readonly ListedAlgorithm[],
  draw: () => void,
): HTMLElement {
  const own = algorithms.filter(({ kind, module }) => kind === 'strategy' && module !== null)
  const name = String(draft.at('strategy', 'name'))
  const module = sameFile(String(draft.at('strategy', 'module') ?? ''))
  const before = draft.at('strategy') ?? {}
  const choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement
    const code = own.find(({ id }) => `code:${id}` === value)
    if (code !== undefined) useCode(draft, code)
    else if (isObject(before) && before.name === value) draft.set(['strategy'], before)
    else
      draft.set(
        ['strategy'],
        value === 'parent_orders' ? parentOrders({ algorithm: 'twap' }) : { name: value },
      )
    draw()
  }
  const isKnown = name !== 'custom' || own.some(known => sameFile(known.module ?? '') === module)
  return html`<label class="odum-field"><span>Strategy</span><select onchange=${choose}>
    ${Object.entries(STRATEGIES).map(([value, title]) => html`<option value=${value} selected=${value === name}>${title}</option>`)}
    ${own.map(({ id, module: file }) => html`<option value=${`code:${id}`} selected=${name === 'custom' && sameFile(file ?? '') === module}>${id}</option>`)}
    ${isKnown ? '' : html`<option selected>${module}</option>`}
    </select><small>What sends orders. <a href=${addressOf('algorithms')}>Strategies of your own</a> are listed too.</small></label>`
}

function algorithmChoice(
  draft: RunDraft,
  algorithms: readonly ListedAlgorithm[],
  draw: () => void,
): HTMLElement {
  const known = algorithms.filter(({ kind }) => kind === 'algorithm')
  const { algorithm, module } = worker(draft)
  const chosen = known.find(code =>
    code.module === null ? code.id === algorithm : isSame(code.module, module),
  )?.id
  const choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement
    const code = known.find(({ id }) => id === value)
    if (code === undefined) setWorker(draft, { algorithm: 'normal' })
    else useCode(draft, code)
    draw()
  }
  return html`<label class="odum-field"><span>Algorithm</span><select onchange=${choose}>
    <option value="">none</option>
    ${known.map(({ id, title }) => html`<option value=${id} selected=${id === chosen}>${title === id ? id : `${title} (${id})`}</option>`)}
    </select><small>Cuts and times the orders; none: they go to the venue as they are.</small></label>`
}

/** Side and size of the only parent order; several are edited as JSON below. */
function parentFields(draft: RunDraft): HTMLElement[] {
  const [parent = {}] = parents(draft)
  const put = (key: string) => (value: Json | undefined) => {
    const [now = {}] = parents(draft)
    const { [key]: _old, ...others } = isObject(now) ? now : {}
    draft.set(['strategy', 'parents'], [{ ...others, ...(value === undefined ? {} : { [key]: value }) }])
  }
  const value = (key: string): Json | undefined => (isObject(parent) ? parent[key] : undefined)
  return [
    html`<div class="odum-field"><span>Side</span>${inputFor('Side', { enum: ['BUY', 'SELL'] }, value('side'), put('side'))}</div>`,
    html`<div class="odum-field"><span>Quantity</span>${inputFor('Quantity', { type: ['string', 'number'] }, value('quantity'), put('quantity'))}</div>`,
  ]
}

function parameters(draft: RunDraft, algorithms: readonly ListedAlgorithm[]): HTMLElement | string {
  const isCustomStrategy = draft.at('strategy', 'name') === 'custom'
  const { algorithm, module } = worker(draft)
  if (!isCustomStrategy && (algorithm === undefined || algorithm === 'normal')) return ''
  const schema = algorithms.find(({ id }) => id === algorithm && module === undefined)?.parameters as
    | JsonSchema
    | null
    | undefined
  const path = isCustomStrategy ? ['strategy', 'parameters'] : workerPath(draft)
  const now = isCustomStrategy ? draft.at(...path) : worker(draft).parameters
  const put = (value: Json | undefined): void =>
    isCustomStrategy
      ? draft.set(path, value)
      : setWorker(draft, { ...worker(draft), parameters: value ?? {} })
  if (isCustomStrategy || schema === undefined || schema === null || algorithm === 'custom') {
    return html`<label class="odum-field odum-wide"><span>Parameters</span>${inputFor('Parameters', { type: 'object' }, now ?? {}, put)}
      <small>As JSON: the file says which there are.</small></label>`
  }
  let values = isObject(now) ? now : {}
  return html`<fieldset class="odum-wide"><legend>Parameters of ${String(algorithm)}</legend>${schemaForm(
    schema,
    values,
    ([key = ''], value) => {
      const { [key]: _old, ...others } = values
      values = value === undefined ? others : { ...others, [key]: value }
      put(values)
    },
  )}</fieldset>`
}

interface Worker {
  readonly algorithm?: Json | undefined
  readonly module?: Json | undefined
  readonly parameters?: Json | undefined
}

function parents(draft: RunDraft): readonly Json[] {
  const found = draft.at('strategy', 'parents')
  return Array.isArray(found) ? (found as readonly Json[]) : []
}

function workerPath(draft: RunDraft): string[] {
  return draft.at('strategy', 'name') === 'parent_orders' ? ['strategy', 'parents'] : ['execution']
}

/** What works the orders: of the first parent, else of all. */
function worker(draft: RunDraft): Worker {
  const found = draft.at('strategy', 'name') === 'parent_orders' ? parents(draft)[0] : draft.at('execution')
  return isObject(found) ? found : {}
}

/** Puts what works the orders: of every parent, else of all; of trades, only what there are parents for. */
function setWorker(draft: RunDraft, { algorithm = 'normal', module, parameters }: Worker): void {
  const work = {
    algorithm,
    ...(module === undefined ? {} : { module }),
    parameters: parameters ?? {},
  }
  if (draft.at('strategy', 'name') !== 'parent_orders') {
    if (algorithm === 'normal') draft.set(['execution'], undefined)
    else if (draft.at('execution', 'algorithm') !== undefined) draft.set(['execution'], work)
    else draft.set(['strategy'], parentOrders(work))
    return
  }
  const kept = parents(draft).map(parent => {
    const { algorithm: _a, module: _m, parameters: _p, ...rest } = isObject(parent) ? parent : {}
    return { ...rest, ...work }
  })
  draft.set(['strategy', 'parents'], kept)
}

/** One order to begin with. */
function parentOrders({ algorithm = 'normal', module, parameters }: Worker): Json {
  const work = {
    algorithm,
    ...(module === undefined ? {} : { module }),
    parameters: parameters ?? {},
  }
  return { name: 'parent_orders', parents: [{ side: 'BUY', quantity: '1', ...work }] }
}

function sameFile(path: string): string {
  return path.replace(/^\.\//, '')
}

function isSame(module: string, other: Json | undefined): boolean {
  return typeof other === 'string' && sameFile(module) === sameFile(other)
}
