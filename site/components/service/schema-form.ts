import { html } from '../std.js'
import type { JsonSchema } from './json-schema.js'
import { isObject, type Json, type JsonObject } from './run-draft.js'

/** Changes one value of what a form shows; undefined removes it. */
export type Change = (path: readonly string[], value: Json | undefined) => void

/** A form of an object by its schema: what is set and what must be, each with its meaning; the rest can be added.
 *  It shows the value at hand; changes of the set of keys draw it anew. */
export function schemaForm(schema: JsonSchema, value: JsonObject, change: Change): HTMLElement {
  const place = html`<div class="odum-fields"></div>`
  let shown = value
  const draw = (): void => place.replaceChildren(...fields())
  const put = (key: string, next: Json | undefined, isNew: boolean): void => {
    const { [key]: _old, ...others } = shown
    shown = next === undefined ? others : isNew ? { ...others, [key]: next } : { ...shown, [key]: next }
    change([key], next)
    if (isNew || next === undefined) draw()
  }
  const fields = (): HTMLElement[] => {
    const properties = Object.entries(schema.properties ?? {}).filter(([key]) => key !== '$schema')
    const required = schema.required ?? []
    const present = properties.filter(([key]) => key in shown || required.includes(key))
    const absent = properties.filter(([key]) => !(key in shown) && !required.includes(key))
    return [
      ...present.map(([key, part]) =>
        field(key, part, shown[key], {
          change: (path, next) => {
            const whole = path.length === 0 ? next : changedAt(shown[key], path, next)
            shown = { ...shown, ...(whole === undefined ? {} : { [key]: whole }) }
            change([key, ...path], next)
          },
          remove: required.includes(key) ? undefined : () => put(key, undefined, true),
        }),
      ),
      ...(absent.length === 0 ? [] : [adder(absent, (key, next) => put(key, next, true))]),
    ]
  }
  draw()
  return place
}

function changedAt(
  value: Json | undefined,
  [key, ...rest]: readonly string[],
  leaf: Json | undefined,
): Json | undefined {
  if (key === undefined) return leaf
  const { [key]: before, ...others } = isObject(value) ? value : {}
  const after = changedAt(before, rest, leaf)
  return after === undefined ? others : { ...others, [key]: after }
}

interface FieldActions {
  readonly change: Change
  readonly remove: (() => void) | undefined
}

function field(key: string, schema: JsonSchema, value: Json | undefined, actions: FieldActions): HTMLElement {
  const removal =
    actions.remove === undefined
      ? ''
      : html` <button type="button" class="odum-remove" aria-label=${`Remove ${key}`} title="Remove" onclick=${actions.remove}>×</button>`
  if (schema.properties !== undefined && (value === undefined || isObject(value))) {
    return html`<fieldset class="odum-wide"><legend>${key}${removal}</legend>
      ${schema.description === undefined ? '' : html`<small>${schema.description}</small>`}
      ${schemaForm(schema, value ?? {}, (path, next) => actions.change(path, next))}</fieldset>`
  }
  const input = inputFor(key, schema, value, next => actions.change([], next))
  const isLong = input instanceof HTMLTextAreaElement
  return html`<div class=${isLong ? 'odum-field odum-wide' : 'odum-field'}><span>${key}${removal}</span>${input}
    ${schema.description === undefined ? '' : html`<small>${schema.description}</small>`}</div>`
}

/** The control of one value. Numbers that may be written as text stay as written, so that they are read exactly. */
export function inputFor(
  label: string,
  schema: JsonSchema,
  value: Json | undefined,
  change: (value: Json | undefined) => void,
): HTMLElement {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  if (schema.enum !== undefined) return choice(label, schema, value, change)
  if (types.includes('boolean')) {
    return html`<input type="checkbox" aria-label=${label} checked=${value ?? schema.default === true}
      onchange=${(event: Event) => change((event.target as HTMLInputElement).checked)}>`
  }
  const isPlain = value === undefined || typeof value === 'string' || typeof value === 'number'
  const isNumber = types.includes('integer') || types.includes('number')
  if (isNumber && !types.includes('string') && isPlain) {
    return html`<input type="number" aria-label=${label} step=${types.includes('integer') ? 1 : 'any'}
      value=${value ?? ''} placeholder=${schema.default ?? ''}
      oninput=${(event: Event) => change(numberOf((event.target as HTMLInputElement).value))}>`
  }
  if (isPlain && (types.includes('string') || schema.anyOf !== undefined)) {
    return html`<input type="text" aria-label=${label} value=${value ?? ''} placeholder=${schema.default ?? ''}
      oninput=${(event: Event) => change((event.target as HTMLInputElement).value || undefined)}>`
  }
  return jsonArea(label, value, change)
}

function choice(
  label: string,
  { enum: values = [], default: usual }: JsonSchema,
  value: Json | undefined,
  change: (value: Json) => void,
): HTMLElement {
  const chosen = value ?? usual
  const isOpen = chosen === undefined
  return html`<select aria-label=${label} onchange=${(event: Event) => {
    const index = (event.target as HTMLSelectElement).selectedIndex - (isOpen ? 1 : 0)
    if (index >= 0) change(values[index] as Json)
  }}>${isOpen ? html`<option value="">–</option>` : ''}${values.map(
    known => html`<option selected=${known === chosen}>${String(known)}</option>`,
  )}</select>`
}

function numberOf(text: string): number | undefined {
  return text === '' ? undefined : Number(text)
}

/** A value without a form of its own, as JSON. While it is none, what stood before holds. */
function jsonArea(
  label: string,
  value: Json | undefined,
  change: (value: Json | undefined) => void,
): HTMLElement {
  const text = value === undefined ? '' : JSON.stringify(value, null, 2)
  const area =
    html`<textarea aria-label=${label} spellcheck="false" rows=${Math.min(text.split('\n').length + 1, 14)}>${text}</textarea>` as HTMLTextAreaElement
  area.addEventListener('input', () => {
    try {
      change(area.value.trim() === '' ? undefined : (JSON.parse(area.value) as Json))
      area.setCustomValidity('')
    } catch (error) {
      area.setCustomValidity(`This is no JSON: ${error instanceof Error ? error.message : ''}`)
      area.reportValidity()
    }
  })
  return area
}

function adder(
  absent: readonly (readonly [string, JsonSchema])[],
  add: (key: string, value: Json) => void,
): HTMLElement {
  const select =
    html`<select aria-label="Add a setting"><option value="">Add a setting …</option>${absent.map(
      ([key, { description }]) => html`<option value=${key} title=${description ?? ''}>${key}</option>`,
    )}</select>` as HTMLSelectElement
  select.addEventListener('change', () => {
    const found = absent.find(([key]) => key === select.value)
    if (found !== undefined) add(found[0], startOf(found[1]))
  })
  return html`<div class="odum-field">${select}</div>`
}

function startOf(schema: JsonSchema): Json {
  if (schema.default !== undefined) return schema.default as Json
  if (schema.enum !== undefined) return schema.enum[0] as Json
  if (schema.type === 'object') return {}
  if (schema.type === 'array') return []
  if (schema.type === 'boolean') return true
  return schema.type === 'integer' || schema.type === 'number' ? (schema.minimum ?? 0) : ''
}
