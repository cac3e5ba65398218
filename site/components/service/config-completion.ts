import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { getLocation } from 'jsonc-parser'
import { choices, type JsonSchema, schemasAt } from './json-schema.js'

/** Completes keys and values of a JSON text from its schema, with what each is for. */
export function completeConfig(schema: JsonSchema): Extension {
  return autocompletion({ icons: false, override: [context => complete(context, schema)] })
}

function complete(context: CompletionContext, schema: JsonSchema): CompletionResult | null {
  const word = context.matchBefore(/"?[\w$.-]*/)
  if (word === null || (word.from === word.to && !context.explicit)) return null
  const text = context.state.doc.toString()
  const { path, isAtPropertyKey, previousNode } = getLocation(text, context.pos)
  const end = endOf(text, context.pos, word.text.startsWith('"'))
  if (isAtPropertyKey) {
    const hasColon = /^\s*:/.test(text.slice(end))
    const present = previousNode === undefined ? '' : String(previousNode.value)
    const options = keys(schemasAt(schema, path.slice(0, -1)), hasColon, present)
    return options.length === 0 ? null : { from: word.from, to: end, options }
  }
  const options = values(schemasAt(schema, path))
  return options.length === 0 ? null : { from: word.from, to: end, options }
}

/** The end of what is replaced: a quote that the editor closed belongs to it. */
function endOf(text: string, pos: number, isQuoted: boolean): number {
  const rest = /^[\w$.-]*/.exec(text.slice(pos))?.[0].length ?? 0
  return isQuoted && text[pos + rest] === '"' ? pos + rest + 1 : pos + rest
}

function keys(schemas: readonly JsonSchema[], hasColon: boolean, present: string): Completion[] {
  const found = schemas.flatMap(({ properties }) => Object.entries(properties ?? {}))
  return [...new Map(found)].map(([name, schema]) => ({
    label: `"${name}"`,
    apply: hasColon ? `"${name}"` : `"${name}": ${start(schema)}`,
    type: 'property',
    boost: name === present ? 1 : 0,
    detail: kindOf(schema),
    info: schema.description ?? '',
  }))
}

/** What a new value begins with. */
function start(schema: JsonSchema): string {
  const usual = schema.default
  if (usual !== undefined && (typeof usual !== 'object' || usual === null)) return JSON.stringify(usual)
  const kind = kindOf(schema)
  return kind === 'object' ? '{}' : kind === 'array' ? '[]' : kind === 'string' ? '""' : ''
}

function kindOf(schema: JsonSchema): string {
  const { type } = schema
  return typeof type === 'string' ? type : (type?.join(' or ') ?? '')
}

function values(schemas: readonly JsonSchema[]): Completion[] {
  const found = schemas.flatMap(choices).flatMap(schema => {
    if (schema.enum !== undefined) return schema.enum
    if (schema.const !== undefined) return [schema.const]
    if (schema.type === 'boolean') return [true, false]
    return schema.default === undefined || typeof schema.default === 'object' ? [] : [schema.default]
  })
  return [...new Set(found.map(value => JSON.stringify(value)))].map(label => ({ label, type: 'enum' }))
}
