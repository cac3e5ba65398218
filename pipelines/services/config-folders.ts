import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listConfigs } from '../config/find-config.ts'
import { ConfigNotFoundError } from '../errors.ts'
import { checkedName } from './name.ts'

/** The configurations that come with the project. */
export const SHIPPED_CONFIGS = fileURLToPath(new URL('../../configs', import.meta.url))

/** Folders below a folder of configurations that hold some too. */
const PARTS = ['', 'algorithms']

export interface NamedConfig {
  /** Without `.json`; `algorithms/twap` for one in a folder below. */
  readonly name: string
  readonly file: string
  readonly isShipped: boolean
}

/** Configurations of the working folder, then those shipped whose names it does not take, by name.
 *  @param ownFolder absolute */
export function namedConfigs(ownFolder: string): readonly NamedConfig[] {
  const found = new Map<string, NamedConfig>()
  for (const folder of new Set([ownFolder, SHIPPED_CONFIGS])) {
    for (const part of PARTS) {
      for (const file of listConfigs(join(folder, part))) {
        const base = file.slice(join(folder, part).length + 1, -'.json'.length)
        const name = part === '' ? base : `${part}/${base}`
        if (!found.has(name)) found.set(name, { name, file, isShipped: isShipped(folder, ownFolder) })
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** One of them, with or without `.json`. @throws NameInvalidError, ConfigNotFoundError */
export function namedConfig(ownFolder: string, written: string): NamedConfig {
  const name = checkedName(written).replace(/\.json$/, '')
  for (const folder of [ownFolder, SHIPPED_CONFIGS]) {
    const file = join(folder, `${name}.json`)
    if (existsSync(file)) return { name, file, isShipped: isShipped(folder, ownFolder) }
  }
  throw new ConfigNotFoundError({ file: name, available: namedConfigs(ownFolder).map(known => known.name) })
}

/** In a checkout of the project both folders are one, and its owner's. */
function isShipped(folder: string, ownFolder: string): boolean {
  return folder === SHIPPED_CONFIGS && folder !== ownFolder
}
