import { createHash, type Hash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))

/** Hash of the files and folders of the project that decide what is built; tests among them do not count.
 *  @param sources paths below the project, or below another folder */
export async function sourceHash(sources: readonly string[], project = PROJECT): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    hash.update(`${source}\n`)
    await hashTree(join(project, source), hash)
  }
  return hash.digest('hex')
}

async function hashTree(path: string, hash: Hash): Promise<void> {
  if ((await stat(path)).isFile()) {
    const content = await readFile(path)
    // The length tells where a file ends and the name of the next begins.
    hash.update(`${content.length}\n`).update(content)
    return
  }
  for (const name of (await readdir(path)).sort()) {
    if (name === 'test' || name.includes('.test.')) continue
    hash.update(`${name}\n`)
    await hashTree(join(path, name), hash)
  }
}
