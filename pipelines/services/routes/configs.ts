import { join } from 'node:path'
import { z } from 'zod'
import { configJsonSchema } from '../../config/schema.ts'
import { TextReadOnlyError, TextRefusedError } from '../../errors.ts'
import { namedConfig, namedConfigs } from '../config-folders.ts'
import { configProblems, redactedText } from '../config-text.ts'
import { errorShape } from '../error-reply.ts'
import { ifMatchOf } from '../if-match.ts'
import { checkedName, nameShape } from '../name.ts'
import type { Routes, Service } from '../service.ts'
import { etagOf, readStored, StoredTexts } from '../stored-texts.ts'

const WRITES_PER_MINUTE = 120

const problemShape = z.object({
  line: z.number(),
  column: z.number(),
  path: z.string(),
  message: z.string(),
})

const configShape = z.object({
  name: z.string(),
  text: z.string().describe('JSON with comments; secrets that stand in it are taken out.'),
  is_read_only: z.boolean().describe('It comes with the project: save a copy under another name.'),
  is_valid: z.boolean(),
  problems: z.array(problemShape),
  etag: z.string().describe('Version of this text, for If-Match.'),
})

const savedShape = z.object({ name: z.string(), etag: z.string() })
const nameParams = z.strictObject({ name: nameShape })

/** Configurations: those of the working folder, and those that come with the project. */
export const configRoutes: Routes = service => async app => {
  const { configsFolder, stateFolder } = service.settings
  const texts = new StoredTexts(configsFolder, join(stateFolder, 'backups', 'configs'), '.json')
  const limited = { rateLimit: { max: WRITES_PER_MINUTE, timeWindow: 60_000 } }

  app.get(
    '/api/configs',
    {
      schema: {
        tags: ['configs'],
        summary: 'List configurations',
        response: {
          200: z.object({ configs: z.array(z.object({ name: z.string(), is_read_only: z.boolean() })) }),
        },
      },
    },
    async () => ({
      configs: namedConfigs(configsFolder).map(({ name, isShipped }) => ({ name, is_read_only: isShipped })),
    }),
  )

  app.get(
    '/api/config-schema',
    {
      schema: {
        tags: ['configs'],
        summary: 'Read the JSON Schema of configurations',
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async () => configJsonSchema(),
  )

  app.get(
    '/api/configs/:name',
    {
      schema: {
        tags: ['configs'],
        summary: 'Read a configuration',
        params: nameParams,
        response: { 200: configShape, '4xx': errorShape },
      },
    },
    async ({ params }, reply) => {
      const read = await readConfig(service, params.name)
      reply.header('etag', read.etag)
      return read
    },
  )

  app.post(
    '/api/configs/validate',
    {
      config: limited,
      schema: {
        tags: ['configs'],
        summary: 'Check a configuration without saving it',
        body: z.strictObject({ text: z.string().max(500_000) }).meta({ examples: [{ text: '{}' }] }),
        response: { 200: configShape.pick({ is_valid: true, problems: true }), '4xx': errorShape },
      },
    },
    async ({ body }) => {
      const problems = [...configProblems('request', body.text, service.settings.env)]
      return { is_valid: problems.length === 0, problems }
    },
  )

  app.post(
    '/api/configs',
    {
      config: limited,
      schema: {
        tags: ['configs'],
        summary: 'Save a configuration',
        description:
          'Only a valid one is saved. Over an existing one, `If-Match` names the version that was read; the text ' +
          'before is kept as a dated backup. Configurations of the project are read-only: save a copy.',
        body: z
          .strictObject({ name: nameShape, text: z.string().max(500_000) })
          .meta({ examples: [{ name: 'my-run', text: '{}' }] }),
        response: { 200: savedShape, '4xx': errorShape },
      },
    },
    async (request, reply) => {
      const { name, text } = request.body
      const etag = await saveConfig(service, texts, name, text, ifMatchOf(request))
      reply.header('etag', etag)
      return { name, etag }
    },
  )

  app.get(
    '/api/configs/:name/backups',
    {
      schema: {
        tags: ['configs'],
        summary: 'List the backups of a configuration, newest first',
        params: nameParams,
        response: {
          200: z.object({ backups: z.array(z.object({ backup: z.string(), bytes: z.number() })) }),
          '4xx': errorShape,
        },
      },
    },
    async ({ params }) => ({ backups: [...(await texts.backups(params.name))] }),
  )

  app.get(
    '/api/configs/:name/backups/:backup',
    {
      schema: {
        tags: ['configs'],
        summary: 'Read a backup of a configuration',
        params: nameParams.extend({ backup: z.string().max(100) }),
        response: { 200: z.object({ backup: z.string(), text: z.string() }), '4xx': errorShape },
      },
    },
    async ({ params }) => {
      const { name, backup } = params
      return { backup, text: redactedText(await texts.readBackup(name, backup)) }
    },
  )

  app.post(
    '/api/configs/:name/restore',
    {
      config: limited,
      schema: {
        tags: ['configs'],
        summary: 'Put a backup back',
        description: 'The text it replaces becomes a backup itself.',
        params: nameParams,
        body: z
          .strictObject({ backup: z.string().max(100) })
          .meta({ examples: [{ backup: '2024-05-01T10-20-30.123Z' }] }),
        response: { 200: savedShape, '4xx': errorShape },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      const text = await texts.readBackup(name, request.body.backup)
      const etag = await saveConfig(service, texts, name, text, ifMatchOf(request) ?? '*')
      reply.header('etag', etag)
      return { name, etag }
    },
  )
}

/** @throws ConfigNotFoundError, NameInvalidError */
async function readConfig({ settings }: Service, written: string): Promise<z.output<typeof configShape>> {
  const { name, file, isShipped } = namedConfig(settings.configsFolder, written)
  const { text, etag } = (await readStored(file)) ?? { text: '', etag: etagOf('') }
  const problems = [...configProblems(name, text, settings.env)]
  const is_valid = problems.length === 0
  return { name, text: redactedText(text), is_read_only: isShipped, is_valid, problems, etag }
}

/** @returns the new version. @throws TextReadOnlyError, TextRefusedError, TextConflictError, … */
async function saveConfig(
  { settings }: Service,
  texts: StoredTexts,
  name: string,
  text: string,
  ifMatch: string | undefined,
): Promise<string> {
  const known = namedConfigs(settings.configsFolder).find(config => config.name === checkedName(name))
  if (known?.isShipped === true) throw new TextReadOnlyError({ name })
  const problems = configProblems(name, text, settings.env)
  if (problems.length > 0) throw new TextRefusedError({ name, problems })
  return (await texts.save(name, text, ifMatch)).etag
}
