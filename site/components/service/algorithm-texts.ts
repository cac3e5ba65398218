import { html } from '../std.js'
import { typescriptLanguage } from './code-editor.js'
import { addressOf, ask, type Problem } from './service-api.js'
import type { ReadText, TextStore } from './text-store.js'

/** An algorithm or strategy as the service lists it. */
export interface ListedAlgorithm {
  readonly id: string
  readonly kind: 'algorithm' | 'strategy'
  readonly origin: 'built_in' | 'example' | 'custom'
  readonly title: string
  readonly summary: string
  readonly formula: string | null
  readonly source: string | null
  readonly parameters: Record<string, unknown> | null
  /** Parameters to begin with. */
  readonly example: Record<string, unknown> | null
  /** How a configuration names its file; null for those of the engine. */
  readonly module: string | null
}

interface ReadAlgorithm extends ListedAlgorithm {
  readonly text: string
  readonly is_read_only: boolean
  readonly etag: string
  /** How its imports are written in a copy. */
  readonly imports: Readonly<Record<string, string>>
}

const GROUPS = { custom: 'Your own', example: 'Examples', built_in: 'Built in' } as const

export async function listAlgorithms(): Promise<readonly ListedAlgorithm[]> {
  return (await ask<{ algorithms: readonly ListedAlgorithm[] }>('api/algorithms/')).algorithms
}

const copyName = (name: string): string => `my-${name.replaceAll('_', '-')}`

/** Algorithms and strategies, for the workbench. */
export function algorithmTexts(): TextStore {
  const kinds = new Map<string, ListedAlgorithm['kind']>()
  const imports = new Map<string, ReadAlgorithm['imports']>()
  /** A text as it is written in the folder of one's own: with its imports from there, the name that is looked for, and
   *  an id that is not taken. */
  const copied = (text: string, from: string, to: string): string => {
    const ways = imports.get(from)
    if (ways === undefined) return text
    return Object.entries(ways)
      .reduce((changed, [name, way]) => changed.replaceAll(`from '${name}'`, `from '${way}'`), text)
      .replace(/^export const \w+(?= = defineAlgorithm)/m, 'export const algorithm')
      .replace(`id: '${from}'`, `id: '${to.replaceAll('-', '_')}'`)
  }
  const kindOf = (name: string): ListedAlgorithm['kind'] => kinds.get(name) ?? 'algorithm'
  return {
    noun: 'algorithm',
    language: typescriptLanguage,
    checksWhileTyping: false,
    copyName,
    runAddress: name => addressOf(`run?code=${encodeURIComponent(name)}`),
    list: async () => {
      const algorithms = await listAlgorithms()
      for (const { id, kind } of algorithms) kinds.set(id, kind)
      return Object.entries(GROUPS).flatMap(([origin, group]) =>
        algorithms.filter(known => known.origin === origin).map(({ id }) => ({ name: id, group })),
      )
    },
    read: async name => {
      const read = await ask<ReadAlgorithm>(path(name))
      if (read.is_read_only) imports.set(name, read.imports)
      return shown(read)
    },
    check: async (text, name) =>
      (
        await ask<{ problems: readonly Problem[] }>('api/algorithms/validate', {
          body: { text: copied(text, name, copyName(name)), kind: kindOf(name) },
        })
      ).problems,
    save: async (name, text, ifMatch, from) => {
      const body = { id: name, text: copied(text, from, name), kind: kindOf(from) }
      return (await ask<{ etag: string }>('api/algorithms/save', { body, ifMatch })).etag
    },
    backups: async name =>
      (await ask<{ backups: readonly { backup: string; bytes: number }[] }>(`${path(name)}/backups`)).backups,
    readBackup: async (name, backup) =>
      (await ask<{ text: string }>(`${path(name)}/backups/${encodeURIComponent(backup)}`)).text,
    restore: async (name, backup, ifMatch) => {
      await ask(`${path(name)}/restore`, { body: { backup }, ifMatch })
    },
  }
}

function path(name: string): string {
  return `api/algorithms/${encodeURIComponent(name)}`
}

function shown(read: ReadAlgorithm): ReadText {
  return { text: read.text, etag: read.etag, isReadOnly: read.is_read_only, about: about(read) }
}

function about({ kind, title, id, summary, formula, source, parameters, module }: ReadAlgorithm): Element {
  const what = kind === 'algorithm' ? 'Execution algorithm' : 'Strategy'
  return html`<div class="odum-about">
    <p>${what}${title === id ? '' : ` ${title}`}. ${summary}</p>
    ${formula === null ? '' : html`<p><code>${formula}</code>${source === null ? '' : html` <small>${source}</small>`}</p>`}
    ${module === null ? '' : html`<p>A configuration names it as <code>"module": "${module}"</code>.</p>`}
    ${parameters === null ? '' : parameterList(parameters)}
  </div>`
}

interface ParameterSchema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
}

function parameterList(schema: Record<string, unknown>): Element | string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, ParameterSchema>)
  if (properties.length === 0) return ''
  return html`<details><summary>${properties.length} parameters</summary><dl class="odum-parameters">${properties.map(
    ([name, { description, default: usual }]) =>
      html`<div><dt><code>${name}</code></dt><dd>${description ?? ''}${usual === undefined ? '' : ` Default ${JSON.stringify(usual)}.`}</dd></div>`,
  )}</dl></details>`
}
