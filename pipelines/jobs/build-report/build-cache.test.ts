import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepFolder, restoreFolder } from './build-cache.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-build-cache-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function built(name: string, text: string): Promise<string> {
  await mkdir(join(folder, name, 'pages'), { recursive: true })
  await writeFile(join(folder, name, 'pages', 'index.html'), text)
  return join(folder, name)
}

test('a kept folder is restored as a copy', async () => {
  const kept = join(folder, 'cache', 'kept')
  await keepFolder(await built('first', 'one'), kept)
  const target = join(folder, 'target')
  expect(await restoreFolder(kept, target)).toBe(true)
  await writeFile(join(target, 'pages', 'index.html'), 'edited')
  expect(await readFile(join(kept, 'pages', 'index.html'), 'utf8')).toBe('one')
})

test('of two builds the first is kept, and nothing of the second is left', async () => {
  const kept = join(folder, 'cache', 'kept')
  await keepFolder(await built('first', 'one'), kept)
  await keepFolder(await built('second', 'two'), kept)
  expect(await readFile(join(kept, 'pages', 'index.html'), 'utf8')).toBe('one')
  expect(await readdir(join(folder, 'cache'))).toEqual(['kept'])
})

test('what was never kept is not restored', async () => {
  expect(await restoreFolder(join(folder, 'cache', 'none'), join(folder, 'target'))).toBe(false)
})
