import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const PROJECT = join(import.meta.dirname, '../..')
const ENGINE = join(PROJECT, 'engine/index.ts')
const TIMEOUT_MS = 60_000
const OUTPUT_BYTES_MAX = 4_000_000
const PROBLEMS_MAX = 100

/** A fault of types and where it stands, from 1; 0 where it concerns the module as a whole. */
export interface TypeProblem {
  readonly line: number
  readonly column: number
  readonly message: string
}

/** What the export must be. */
const EXPECTED = {
  strategy:
    'import type { StrategyFactory as Expected } from ENGINE\nexport const checked: (parameters: unknown) => Expected = strategy',
  algorithm:
    'import type { AlgorithmDefinition as Expected } from ENGINE\nexport const checked: Expected = algorithm',
}

/** Checks the types of a module as the sandbox runs it: the language, zod and the engine, and nothing of Node.
 *  @returns undefined where there is no compiler, as in an installation without development packages */
export async function checkTypes(
  module: string,
  kind: keyof typeof EXPECTED,
): Promise<readonly TypeProblem[] | undefined> {
  const compiler = compilerPath()
  if (compiler === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'odum-types-'))
  try {
    const use = EXPECTED[kind].replace('ENGINE', JSON.stringify(ENGINE))
    await writeFile(join(folder, 'use.ts'), `import { ${kind} } from ${JSON.stringify(module)}\n${use}\n`)
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(projectOf(module)))
    return problemsOf(await output(compiler, folder), module, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function compilerPath(): string | undefined {
  try {
    const path = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'lib/tsc.js',
    )
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

function projectOf(module: string): object {
  return {
    extends: join(PROJECT, 'tsconfig.json'),
    compilerOptions: {
      types: [],
      module: 'esnext',
      moduleResolution: 'bundler',
      moduleDetection: 'force',
      paths: { zod: [join(PROJECT, 'node_modules/zod')] },
      noUnusedLocals: false,
      noUnusedParameters: false,
      allowJs: true,
      checkJs: false,
    },
    files: [module, './use.ts'],
    include: [],
  }
}

/** What the compiler prints; its exit status only repeats it. */
async function output(compiler: string, folder: string): Promise<string> {
  const words = [compiler, '--noEmit', '--pretty', 'false', '-p', join(folder, 'tsconfig.json')]
  const options = { cwd: folder, env: {}, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX }
  return await new Promise(done => {
    execFile(process.execPath, words, options, (_error, stdout) => done(stdout))
  })
}

function problemsOf(printed: string, module: string, folder: string): TypeProblem[] {
  const problems: TypeProblem[] = []
  for (const line of printed.split('\n')) {
    const match = /^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/.exec(line)
    if (match === null || problems.length === PROBLEMS_MAX) continue
    const [, file = '', row, column, message = ''] = match
    const path = resolve(folder, file)
    if (path === module) problems.push({ line: Number(row), column: Number(column), message })
    else if (path === join(folder, 'use.ts')) problems.push({ line: 0, column: 0, message })
    else problems.push({ line: 0, column: 0, message: `${path}:${row}:${column} ${message}` })
  }
  return problems
}
