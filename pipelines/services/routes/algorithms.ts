import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { AlgorithmNotFoundError, TextReadOnlyError, TextRefusedError } from '../../errors.ts'
import type { ModuleKind } from '../../jobs/validate-module.ts'
import { type ListedAlgorithm, listAlgorithms } from '../algorithm-list.ts'
import { CODE_KINDS, validateCode } from '../custom-code.ts'
import { errorShape } from '../error-reply.ts'
import { ifMatchOf } from '../if-match.ts'
import { nameShape } from '../name.ts'
import type { Routes, Service } from '../service.ts'
import { etagOf, readStored, StoredTexts } from '../stored-texts.ts'

const WRITES_PER_MINUTE = 60
const CODE_LENGTH_MAX = 300_000

const listed = z.object({
  id: z.string(),
  kind: z.enum(CODE_KINDS),
  origin: z.enum(['built_in', 'example', 'custom']),
  title: z.string(),
  summary: z.string(),
  formula: z.string().nullable(),
  source: z.string().nullable().describe('Where the formula is from.'),
  parameters: z.record(z.string(), z.unknown()).nullable().describe('JSON Schema of the parameters.'),
  example: z.record(z.string(), z.unknown()).nullable().describe('Parameters to begin with.'),
  module: z
    .string()
    .nullable()
    .describe('The `module` by which a configuration in the folder of configurations names it.'),
})

const readShape = listed.extend({
  text: z.string(),
  is_read_only: z.boolean(),
  etag: z.string(),
  imports: z
    .record(z.string(), z.string())
    .describe('How files that it imports are named in a copy in the folder of your own.'),
})

const problemShape = z.object({
  line: z.number().describe('From 1; 0 where a problem has no place.'),
  column: z.number(),
  message: z.string(),
  stage: z.string().describe('syntax, types, interface or run.'),
})

const idParams = z.strictObject({ id: nameShape })
const codeKeys = {
  text: z.string().max(CODE_LENGTH_MAX),
  kind: z.enum(CODE_KINDS).default('algorithm'),
}
const savedShape = z.object({ id: z.string(), etag: z.string() })

/** Files that decide: those of the engine, examples, and one's own. */
export const algorithmRoutes: Routes = service => async app => {
  const { algorithmsFolder, stateFolder } = service.settings
  const texts = new StoredTexts(algorithmsFolder, join(stateFolder, 'backups', 'algorithms'), '.ts')
  const limited = { rateLimit: { max: WRITES_PER_MINUTE, timeWindow: 60_000 } }

  app.get(
    '/api/algorithms/',
    {
      schema: {
        tags: ['algorithms'],
        summary: 'List algorithms and strategies',
        response: { 200: z.object({ algorithms: z.array(listed) }) },
      },
    },
    async () => ({
      algorithms: (await listAlgorithms(algorithmsFolder)).map(known => shown(service, known)),
    }),
  )

  app.get(
    '/api/algorithms/:id',
    {
      schema: {
        tags: ['algorithms'],
        summary: 'Read one with its source',
        params: idParams,
        response: {
          200: readShape,
          '4xx': errorShape,
        },
      },
    },
    async ({ params }, reply) => {
      const algorithm = await algorithmOf(service, params.id)
      const { text, etag } = (await readStored(algorithm.file)) ?? { text: '', etag: etagOf('') }
      reply.header('etag', etag)
      return {
        ...shown(service, algorithm),
        text,
        is_read_only: algorithm.origin !== 'custom',
        etag,
        imports: importsIn(text, algorithm, algorithmsFolder),
      }
    },
  )

  app.post(
    '/api/algorithms/validate',
    {
      config: limited,
      schema: {
        tags: ['algorithms'],
        summary: 'Check a file without saving it',
        body: z.strictObject(codeKeys).meta({ examples: [{ text: 'export const algorithm = {}' }] }),
        response: {
          200: z.object({ is_valid: z.boolean(), problems: z.array(problemShape) }),
          '4xx': errorShape,
        },
      },
    },
    async ({ body }) => {
      const problems = [...(await validateCode(body.text, body.kind, algorithmsFolder))]
      return { is_valid: problems.length === 0, problems }
    },
  )

  app.post(
    '/api/algorithms/save',
    {
      config: limited,
      schema: {
        tags: ['algorithms'],
        summary: 'Save a file of your own',
        description:
          'Only a valid one is saved. Over an existing one, `If-Match` names the version that was read; the text ' +
          'before is kept as a dated backup. Those of the project are read-only: save a copy. Runs use it as ' +
          '`module: "../algorithms/<id>.ts"` of a configuration.',
        body: z
          .strictObject({ id: nameShape, ...codeKeys })
          .meta({ examples: [{ id: 'my-twap', text: 'export const algorithm = {}' }] }),
        response: { 200: savedShape, '4xx': errorShape },
      },
    },
    async (request, reply) => {
      const { id, text, kind } = request.body
      const etag = await saveCode(service, texts, { id, text, kind }, ifMatchOf(request))
      reply.header('etag', etag)
      return { id, etag }
    },
  )

  app.get(
    '/api/algorithms/:id/backups',
    {
      schema: {
        tags: ['algorithms'],
        summary: 'List the backups of a file, newest first',
        params: idParams,
        response: {
          200: z.object({ backups: z.array(z.object({ backup: z.string(), bytes: z.number() })) }),
          '4xx': errorShape,
        },
      },
    },
    async ({ params }) => ({ backups: [...(await texts.backups(params.id))] }),
  )

  app.get(
    '/api/algorithms/:id/backups/:backup',
    {
      schema: {
        tags: ['algorithms'],
        summary: 'Read a backup of a file',
        params: idParams.extend({ backup: z.string().max(100) }),
        response: { 200: z.object({ backup: z.string(), text: z.string() }), '4xx': errorShape },
      },
    },
    async ({ params }) => {
      const { id, backup } = params
      return { backup, text: await texts.readBackup(id, backup) }
    },
  )

  app.post(
    '/api/algorithms/:id/restore',
    {
      config: limited,
      schema: {
        tags: ['algorithms'],
        summary: 'Put a backup back',
        description: 'The text it replaces becomes a backup itself.',
        params: idParams,
        body: z
          .strictObject({ backup: z.string().max(100) })
          .meta({ examples: [{ backup: '2024-05-01T10-20-30.123Z' }] }),
        response: { 200: savedShape, '4xx': errorShape },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const text = await texts.readBackup(id, request.body.backup)
      await refuseReadOnly(service, id)
      const { etag } = await texts.save(id, text, ifMatchOf(request) ?? '*')
      reply.header('etag', etag)
      return { id, etag }
    },
  )
}

function shown({ settings }: Service, { file, ...algorithm }: ListedAlgorithm): z.output<typeof listed> {
  if (algorithm.origin === 'built_in') return { ...algorithm, module: null }
  return { ...algorithm, module: wayTo(settings.configsFolder, file) }
}

const ENGINE = fileURLToPath(new URL('../../../engine/index.ts', import.meta.url))

/** The relative imports of a file, each as a copy in another folder writes it: what the engine's own files import is
 *  there from the engine's index, which is all that the sandbox knows of it. */
function importsIn(text: string, { file, origin }: ListedAlgorithm, folder: string): Record<string, string> {
  const found = [...text.matchAll(/\bfrom '(\.[^'\n]*)'/g)].map(match => match[1] ?? '')
  const target = (name: string): string => (origin === 'built_in' ? ENGINE : resolve(dirname(file), name))
  return Object.fromEntries(found.map(name => [name, wayTo(folder, target(name))]))
}

function wayTo(folder: string, file: string): string {
  const way = relative(folder, file).split(sep).join('/')
  return way.startsWith('.') ? way : `./${way}`
}

/** @throws AlgorithmNotFoundError */
async function algorithmOf({ settings }: Service, id: string): Promise<ListedAlgorithm> {
  const all = await listAlgorithms(settings.algorithmsFolder)
  const algorithm = all.find(known => known.id === id)
  if (algorithm === undefined) throw new AlgorithmNotFoundError({ id, available: all.map(known => known.id) })
  return algorithm
}

/** @throws TextReadOnlyError for the names of those that come with the project */
async function refuseReadOnly({ settings }: Service, id: string): Promise<void> {
  const all = await listAlgorithms(settings.algorithmsFolder)
  if (all.some(known => known.id === id && known.origin !== 'custom'))
    throw new TextReadOnlyError({ name: id })
}

/** @returns the new version. @throws TextReadOnlyError, TextRefusedError, TextConflictError, … */
async function saveCode(
  service: Service,
  texts: StoredTexts,
  code: { readonly id: string; readonly text: string; readonly kind: ModuleKind },
  ifMatch: string | undefined,
): Promise<string> {
  texts.fileOf(code.id)
  await refuseReadOnly(service, code.id)
  const problems = await validateCode(code.text, code.kind, service.settings.algorithmsFolder)
  if (problems.length > 0) throw new TextRefusedError({ name: code.id, problems })
  return (await texts.save(code.id, code.text, ifMatch)).etag
}
