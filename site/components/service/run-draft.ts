import { parse } from 'jsonc-parser'
import { type ListedAlgorithm, listAlgorithms } from './algorithm-texts.js'
import { listConfigs, readConfig } from './config-texts.js'
import type { JsonSchema } from './json-schema.js'
import { ask } from './service-api.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** Raw data of a day and instrument. */
export interface Dataset {
  readonly date: string
  readonly instrumentId: string | null
  readonly instrumentKey: string
  readonly objects: readonly { readonly dataType: string; readonly path: string }[]
}

/** How a backtest is run, beside its configuration. */
export interface RunOptions {
  readonly snapshot_mode: 'trades' | 'book' | 'both'
  readonly fast: boolean
  readonly close_positions: boolean
  readonly export_ticks: boolean
}

/** What the form asks the service for at its start. */
export interface RunChoices {
  readonly configs: readonly string[]
  readonly schema: JsonSchema
  readonly algorithms: readonly ListedAlgorithm[]
  readonly datasets: readonly Dataset[]
}

export async function runChoices(): Promise<RunChoices> {
  const [configs, schema, algorithms, { datasets }] = await Promise.all([
    listConfigs(),
    ask<JsonSchema>('api/config-schema'),
    listAlgorithms(),
    ask<{ datasets: readonly Dataset[] }>('api/datasets'),
  ])
  return { configs: configs.map(({ name }) => name), schema, algorithms, datasets }
}

/** A backtest as the form has it: a configuration, perhaps changed, and options. */
export class RunDraft {
  readonly name: string
  readonly #first: string
  #config: JsonObject
  options: RunOptions = { snapshot_mode: 'both', fast: false, close_positions: true, export_ticks: false }
  /** Told of each change. */
  onChange: () => void = () => {}

  constructor(name: string, config: JsonObject) {
    this.name = name
    this.#config = config
    this.#first = JSON.stringify(config)
  }

  static async open(name: string): Promise<RunDraft> {
    const { text } = await readConfig(name)
    return new RunDraft(name, fromConfigFolder(name, parse(text) as JsonObject))
  }

  get config(): JsonObject {
    return this.#config
  }

  get isEdited(): boolean {
    return JSON.stringify(this.#config) !== this.#first
  }

  /** The value at a path; undefined where there is none. */
  at(...path: readonly string[]): Json | undefined {
    return path.reduce<Json | undefined>(
      (value, key) => (isObject(value) ? value[key] : undefined),
      this.#config,
    )
  }

  /** Puts a value at a path; undefined removes it. */
  set(path: readonly string[], value: Json | undefined): void {
    this.#config = replaced(this.#config, path, value) as JsonObject
    this.onChange()
  }

  option(changed: Partial<RunOptions>): void {
    this.options = { ...this.options, ...changed }
    this.onChange()
  }

  /** The scenario, for checking its data. */
  scenario(): object {
    return { config: this.isEdited ? this.#config : this.name }
  }

  /** The body of a request to run it. */
  request(): object {
    return { ...this.scenario(), ...this.options }
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function replaced(
  value: Json | undefined,
  [key, ...rest]: readonly string[],
  leaf: Json | undefined,
): Json | undefined {
  if (key === undefined) return leaf
  const { [key]: before, ...others } = isObject(value) ? value : {}
  const after = replaced(before, rest, leaf)
  if (after === undefined) return others
  // A key keeps its place, so that a form does not jump.
  return before === undefined
    ? { ...others, [key]: after }
    : Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, old]) => [name, name === key ? after : old]),
      )
}

/** A configuration of a folder below as one of the folder of configurations: files it names are named from there. */
function fromConfigFolder(name: string, config: JsonObject): JsonObject {
  const folder = name.split('/').slice(0, -1).join('/')
  const { $schema: _schema, ...rest } = config
  return folder === '' ? rest : (moved(rest, folder) as JsonObject)
}

function moved(value: Json, folder: string): Json {
  if (Array.isArray(value)) return value.map(item => moved(item as Json, folder))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === 'module' && typeof item === 'string'
        ? [
            key,
            new URL(item, `file:///base/${folder}/`).pathname
              .replace(/^\/base\//, './')
              .replace(/^\/(?!base)/, '../'),
          ]
        : [key, moved(item, folder)],
    ),
  )
}

/** The configuration to begin with: the one asked for, else the first whose data is there. */
export async function firstDraft({ configs, datasets }: RunChoices, asked: string | null): Promise<RunDraft> {
  if (asked !== null && configs.includes(asked)) return await RunDraft.open(asked)
  for (const name of ['demo', 'btc-usdt-binance-futures'].filter(known => configs.includes(known))) {
    const draft = await RunDraft.open(name)
    const day = String(draft.at('time_window', 'start')).slice(0, 10)
    const id = draft.at('instrument', 'id')
    if (datasets.some(({ date, instrumentId }) => date === day && instrumentId === id)) return draft
  }
  return await RunDraft.open(configs.includes('demo') ? 'demo' : (configs[0] ?? 'demo'))
}
