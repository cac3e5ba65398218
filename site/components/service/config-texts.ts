import { json } from '@codemirror/lang-json'
import { completeConfig } from './config-completion.js'
import type { JsonSchema } from './json-schema.js'
import { addressOf, ask, type Problem } from './service-api.js'
import type { ReadText, TextStore } from './text-store.js'

/** A configuration as the service reads it. */
export interface ReadConfig {
  readonly name: string
  readonly text: string
  readonly is_read_only: boolean
  readonly is_valid: boolean
  readonly problems: readonly Problem[]
  readonly etag: string
}

export interface ListedConfig {
  readonly name: string
  readonly is_read_only: boolean
}

export async function listConfigs(): Promise<readonly ListedConfig[]> {
  return (await ask<{ configs: readonly ListedConfig[] }>('api/configs')).configs
}

export async function readConfig(name: string): Promise<ReadConfig> {
  return await ask<ReadConfig>(path(name))
}

/** Configurations, for the workbench. @param schema that of configurations; completion follows it. */
export function configTexts(schema: JsonSchema): TextStore {
  return {
    noun: 'configuration',
    language: () => [json(), completeConfig(schema)],
    checksWhileTyping: true,
    copyName: name => `my-${name.replaceAll('/', '-')}`,
    runAddress: name => addressOf(`run?config=${encodeURIComponent(name)}`),
    list: async () =>
      (await listConfigs()).map(({ name, is_read_only }) => ({ name, group: groupOf(name, is_read_only) })),
    read: async name => shown(await readConfig(name)),
    check: async text =>
      (await ask<{ problems: readonly Problem[] }>('api/configs/validate', { body: { text } })).problems,
    save: async (name, text, ifMatch) =>
      (await ask<{ etag: string }>('api/configs', { body: { name, text }, ifMatch })).etag,
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
  return `api/configs/${encodeURIComponent(name)}`
}

function groupOf(name: string, isReadOnly: boolean): string {
  if (name.includes('/')) return 'Examples by algorithm'
  return isReadOnly ? 'With the project' : 'Configurations'
}

function shown({ text, etag, is_read_only }: ReadConfig): ReadText {
  return { text, etag, isReadOnly: is_read_only, about: '' }
}
