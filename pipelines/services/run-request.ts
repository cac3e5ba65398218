import { realpathSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import { datasetWindow } from '../config/dataset-window.ts'
import { loadConfig, parseConfig } from '../config/load-config.ts'
import type { Override } from '../config/override.ts'
import { isSecretName } from '../config/redact.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import type { Environment } from '../config/substitute-variables.ts'
import { PathForeignError, RequestInvalidError } from '../errors.ts'
import { namedConfig, SHIPPED_CONFIGS } from './config-folders.ts'
import { nameShape } from './name.ts'
import type { Submission } from './queue/job-queue.ts'
import type { ServiceSettings } from './service-settings.ts'

/** What names a scenario, in requests to run it and to check its data. */
export const scenarioKeys = {
  config: z
    .union([nameShape, z.record(z.string(), z.json())])
    .describe(
      'Name of a configuration, or one in full; files it names are as seen from the folder of configurations.',
    )
    .meta({ examples: ['demo'] }),
  instrument: z
    .string()
    .max(200)
    .optional()
    .describe('Must be the instrument of the configuration; a slip is noticed.'),
  dataset: z
    .string()
    .max(50)
    .optional()
    .describe('day-YYYY-MM-DD: the window is that day, unless start or end narrow it.'),
  start: z.string().max(50).optional().describe('First instant of the window, UTC.'),
  end: z.string().max(50).optional().describe('First instant after the window, UTC.'),
  data_source: z.enum(['local', 'gcs', 'auto']).optional().describe('Where raw data is read from.'),
}

export const runBody = z
  .strictObject({
    ...scenarioKeys,
    fast: z.boolean().optional().describe('Summary only.'),
    report: z.boolean().optional().describe('Summary and result tables; the default.'),
    export_ticks: z.boolean().default(false).describe("Also write the window's trades beside the results."),
    snapshot_mode: z.enum(['trades', 'book', 'both']).default('both').describe('What fills orders.'),
    close_positions: z.boolean().default(true).describe('Close open positions at the end.'),
    seed: z.number().int().min(0).optional().describe('Default from the configuration.'),
  })
  .meta({
    examples: [
      { config: 'demo', start: '2024-05-01T00:00:00Z', end: '2024-05-01T01:00:00Z', snapshot_mode: 'both' },
    ],
  })

/** A scenario as the service runs it, and what it decided otherwise. */
export interface ServedScenario {
  readonly config: ResolvedConfig
  readonly name: string
  readonly notes: readonly string[]
}

type ScenarioBody = Pick<
  z.output<typeof runBody>,
  'config' | 'instrument' | 'dataset' | 'start' | 'end' | 'data_source'
> & { readonly seed?: number | undefined }

/** Reads a request to run. @throws RequestInvalidError and every fault of the configuration */
export async function submissionOf(
  body: z.output<typeof runBody>,
  settings: ServiceSettings,
): Promise<Submission> {
  if (body.fast === true && body.report === true) {
    throw new RequestInvalidError({
      problems: [{ path: 'fast', message: 'fast and report exclude each other' }],
    })
  }
  const { config, name, notes } = await servedScenario(body, settings)
  return {
    configName: name,
    notes,
    request: {
      config,
      mode: body.fast === true ? 'fast' : 'report',
      snapshotMode: body.snapshot_mode,
      exportTicks: body.export_ticks,
      closePositions: body.close_positions,
    },
  }
}

/** Loads the scenario of a request and puts it into the service's bounds: where data and results lie, and with which
 *  credentials they are reached, is the service's to say; no path leaves its folder; variables that hold secrets do
 *  not exist. @throws PathForeignError, RequestInvalidError and every fault of the configuration */
export async function servedScenario(body: ScenarioBody, settings: ServiceSettings): Promise<ServedScenario> {
  const { cwd } = settings
  const env = visibleEnvironment(settings.env)
  const overrides = overridesOf(body)
  const isNamed = typeof body.config === 'string'
  const written = isNamed
    ? await loadConfig(namedConfig(settings.configsFolder, String(body.config)).file, { env, cwd, overrides })
    : parseConfig(JSON.stringify(body.config, null, 2), {
        env,
        cwd,
        overrides,
        // As if it were saved: that is where the files it names are looked for.
        file: join(relative(cwd, settings.configsFolder), 'request'),
      })
  if (body.instrument !== undefined && body.instrument !== written.instrument.id) {
    const message = `is ${body.instrument}, but the configuration is for ${written.instrument.id}`
    throw new RequestInvalidError({ problems: [{ path: 'instrument', message }] })
  }
  checkPaths(written, settings)
  const { root, ...results } = written.results
  const variables = Object.keys(written.environment)
  const decided = [
    ...variables.map(name => `environment.${name}`),
    ...(root === undefined ? [] : ['results.root']),
  ]
  const notes = decided.map(key => `${key} is not heeded: the service says where data and results lie`)
  return {
    config: { ...written, environment: {}, results },
    name: isNamed ? String(body.config) : 'request',
    notes,
  }
}

/** The variables that a configuration may put into its texts. */
export function visibleEnvironment(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecretName(name)))
}

function overridesOf(body: ScenarioBody): Override[] {
  const { start, end } = datasetWindow(body)
  return [
    ...override('start', ['time_window', 'start'], start),
    ...override('end', ['time_window', 'end'], end),
    ...override('data_source', ['data_catalog', 'source'], body.data_source),
    ...override('seed', ['seed'], body.seed),
  ]
}

function override(written: string, path: readonly string[], value: string | number | undefined): Override[] {
  return value === undefined ? [] : [{ written, path, value }]
}

/** @throws PathForeignError for the first key that names a file outside its folder */
function checkPaths(config: ResolvedConfig, settings: ServiceSettings): void {
  const base = resolve(settings.cwd, config.file, '..')
  const folders = [settings.configsFolder, settings.algorithmsFolder, SHIPPED_CONFIGS]
  for (const { path, key, text } of textsOf(config)) {
    if (
      key.endsWith('_path') &&
      (isAbsolute(text) || text.split(/[\\/]/).includes('..') || /:\/\//.test(text))
    ) {
      throw new PathForeignError({ key: path, found: JSON.stringify(text.slice(0, 200)) })
    }
    if (key === 'module' && !folders.some(folder => isBelow(resolve(base, text), folder))) {
      throw new PathForeignError({ key: path, found: JSON.stringify(text.slice(0, 200)) })
    }
  }
}

function* textsOf(value: unknown, path = ''): Generator<{ path: string; key: string; text: string }> {
  if (value === null || typeof value !== 'object') return
  for (const [key, item] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof item === 'string') yield { path: at, key, text: item }
    else yield* textsOf(item, at)
  }
}

/** Whether a file lies in a folder, links followed. */
function isBelow(file: string, folder: string): boolean {
  const way = relative(real(folder), real(file))
  return way !== '' && !way.startsWith('..') && !isAbsolute(way) && !way.split(sep).includes('..')
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
