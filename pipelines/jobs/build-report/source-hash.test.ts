import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceHash } from './source-hash.ts'

test('names and contents of sources decide their hash, tests do not', async () => {
  const project = await mkdtemp(join(tmpdir(), 'odum-sources-'))
  try {
    await mkdir(join(project, 'site', 'pages'), { recursive: true })
    await writeFile(join(project, 'site', 'pages', 'index.md'), '# Runs')
    await writeFile(join(project, 'package-lock.json'), '{ "version": "0.1.0" }')
    const hash = (): Promise<string> => sourceHash(['site', 'package-lock.json'], project)
    const hashes = [await hash()]
    await writeFile(join(project, 'site', 'pages', 'index.md'), '# Results')
    hashes.push(await hash())
    await rename(join(project, 'site', 'pages', 'index.md'), join(project, 'site', 'pages', 'home.md'))
    hashes.push(await hash())
    await writeFile(join(project, 'site', 'style.css'), 'body { color: black }')
    hashes.push(await hash())
    await writeFile(join(project, 'package-lock.json'), '{ "version": "0.2.0" }')
    hashes.push(await hash())
    expect(new Set(hashes).size).toBe(5)
    await writeFile(join(project, 'site', 'format.test.ts'), 'test')
    expect(await hash()).toBe(hashes[4])
  } finally {
    await rm(project, { recursive: true })
  }
})
