import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { sharedDatabase } from '../database/shared-database.ts'
import { allRows } from '../database/statement.ts'
import { fileMetadata } from '../staging/statements.ts'
import type { CatalogFiles } from './catalog-files.ts'
import { asideName, listLeftovers, removeLeftovers } from './leftovers.ts'

/** A catalog in a folder: files are read in place and written beside their target, then renamed. */
export function localCatalogFiles(root: string): CatalogFiles {
  const fileOf = (name: string): string => join(root, name)
  return {
    root,
    addressOf: fileOf,
    async list(folder) {
      const entries = await readdir(fileOf(folder), { recursive: true, withFileTypes: true }).catch(noFolder)
      return entries
        .filter(entry => entry.isFile())
        .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort()
    },
    async foldersIn(folder) {
      const entries = await readdir(fileOf(folder), { withFileTypes: true }).catch(noFolder)
      return entries
        .filter(entry => entry.isDirectory())
        .map(entry => entry.name)
        .sort()
    },
    has: async name => existsSync(fileOf(name)),
    readText: name => readFile(fileOf(name), 'utf8').catch(noFile),
    async aside(name) {
      const file = fileOf(asideName(name))
      await mkdir(dirname(file), { recursive: true })
      return file
    },
    async place(aside, name) {
      await rename(aside, fileOf(name))
      return 'placed'
    },
    localFiles: async names => names.map(fileOf),
    async keyValues(names) {
      const byFile = await metadataOfFiles(names.map(fileOf))
      return new Map(names.flatMap(name => asEntry(name, byFile.get(fileOf(name)))))
    },
    removeLeftovers: folder => removeLeftovers(fileOf(folder)),
    listLeftovers: folder => listLeftovers(fileOf(folder)),
    async remove(names) {
      for (const name of names) await rm(fileOf(name), { force: true })
      // A folder that still holds something stays.
      const folders = new Set(names.map(name => dirname(fileOf(name))))
      for (const folder of folders) await rmdir(folder).catch(() => undefined)
    },
  }
}

/** Key-value metadata of local Parquet files, by file. */
export async function metadataOfFiles(
  files: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const byFile = new Map<string, Record<string, string>>()
  if (files.length === 0) return byFile
  const connection = await (await sharedDatabase()).connect()
  const rows = await allRows(connection, fileMetadata, { files: [...files] }).finally(() =>
    connection.closeSync(),
  )
  for (const { file, key, value } of rows) {
    const metadata = byFile.get(file) ?? {}
    metadata[key] = value
    byFile.set(file, metadata)
  }
  return byFile
}

function asEntry<Value>(name: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[name, value]]
}

function noFolder(error: unknown): [] {
  if (isAbsence(error)) return []
  throw error
}

function noFile(error: unknown): undefined {
  if (isAbsence(error)) return undefined
  throw error
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR'
}
