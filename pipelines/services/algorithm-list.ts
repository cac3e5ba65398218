import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ALGORITHMS } from '../../engine/index.ts'
import type { ModuleKind } from '../jobs/validate-module.ts'
import { SHIPPED_CONFIGS } from './config-folders.ts'

const BUILT_IN = fileURLToPath(new URL('../../engine/execution/algorithms', import.meta.url))
const EXAMPLES = ['strategies', 'algorithms'].map(name => join(SHIPPED_CONFIGS, name))

/** One file that decides. */
export interface ListedAlgorithm {
  readonly id: string
  readonly kind: ModuleKind
  readonly origin: 'built_in' | 'example' | 'custom'
  readonly title: string
  readonly summary: string
  readonly formula: string | null
  readonly source: string | null
  /** JSON Schema; null where only running the file would tell. */
  readonly parameters: Record<string, unknown> | null
  /** Parameters to begin with; null where only running the file would tell. */
  readonly example: Record<string, unknown> | null
  readonly file: string
}

/** Algorithms of the engine, examples of the project, files of one's own, each by id.
 *  @param ownFolder of the last. */
export async function listAlgorithms(ownFolder: string): Promise<readonly ListedAlgorithm[]> {
  const builtIn = await Promise.all(
    ALGORITHMS.map(async ({ id, title, summary, formula, source, parameters, example }) => ({
      id,
      kind: 'algorithm' as const,
      origin: 'built_in' as const,
      title,
      summary,
      formula,
      source,
      parameters: z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }),
      example: { ...(example.parameters as object) },
      file: await builtInFile(id),
    })),
  )
  const examples = await Promise.all(EXAMPLES.map(folder => filesOf(folder, 'example')))
  return [...builtIn, ...examples.flat(), ...(await filesOf(ownFolder, 'custom'))]
}

async function filesOf(folder: string, origin: 'example' | 'custom'): Promise<ListedAlgorithm[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => /^[^.].*\.ts$/.test(name)).sort()
  return await Promise.all(
    names.map(async name => {
      const file = join(folder, name)
      const text = await readFile(file, 'utf8')
      const id = name.slice(0, -'.ts'.length)
      const kind = /\bexport\b[^\n]*\balgorithm\b/.test(text) ? ('algorithm' as const) : ('strategy' as const)
      const nothing = { formula: null, source: null, parameters: null, example: null }
      return { id, kind, origin, title: id, summary: firstRemark(text), ...nothing, file }
    }),
  )
}

/** The first documentation comment of a file, on one line. */
function firstRemark(text: string): string {
  const remark = /\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? ''
  return remark
    .replaceAll(/^\s*\*/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 500)
}

/** The file of an algorithm of the engine: the one that declares its id. */
async function builtInFile(id: string): Promise<string> {
  for (const name of await readdir(BUILT_IN)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    const file = join(BUILT_IN, name)
    if (new RegExp(`\\bid: '${id}'`).test(await readFile(file, 'utf8'))) return file
  }
  return join(BUILT_IN, 'registry.ts')
}
