import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigNotFoundError } from '../errors.ts'

const SHIPPED = fileURLToPath(new URL('../../configs', import.meta.url))

/** Finds a configuration by path, or by name among `configs/` of the working folder and those shipped.
 *  @throws ConfigNotFoundError, which lists the configurations there are. */
export function findConfig(nameOrFile: string, cwd: string): string {
  const folders = [join(cwd, 'configs'), SHIPPED]
  const candidates = [resolve(cwd, nameOrFile)]
  if (!/[\\/]/.test(nameOrFile)) {
    for (const folder of folders)
      candidates.push(join(folder, nameOrFile), join(folder, `${nameOrFile}.json`))
  }
  const found = candidates.find(candidate => existsSync(candidate) && statSync(candidate).isFile())
  if (found !== undefined) return found
  const there = [...new Set(folders)].flatMap(listConfigs).map(file => displayPath(file, cwd))
  throw new ConfigNotFoundError({ file: nameOrFile, available: [...new Set(there)] })
}

/** The configuration files of a folder, ascending by name; none when there is no such folder. */
export function listConfigs(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter(name => name.endsWith('.json'))
  return names.sort().map(name => join(folder, name))
}

/** A path as a person at `cwd` would write it. */
export function displayPath(file: string, cwd: string): string {
  if (/^gs:\/\//.test(file)) return file
  const path = relative(cwd, file)
  return path.startsWith('..') ? file : path
}
