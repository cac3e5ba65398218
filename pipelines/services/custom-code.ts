import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Files that decide: execution algorithms export `algorithm`, strategies `strategy`. */
export const CODE_KINDS = ['algorithm', 'strategy'] as const
export type CodeKind = (typeof CODE_KINDS)[number]

export interface CodeProblem {
  readonly line: number
  readonly column: number
  readonly message: string
  readonly stage: string
}

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
const CHECK_MS_MAX = 20_000
const OUTPUT_BYTES_MAX = 1_000_000
/** Codes of TypeScript's grammar; those of types start higher. */
const GRAMMAR = /\((\d+),(\d+)\): error TS1\d{3}: (.*)$/gm

/** Everything wrong with the text of a file that decides; nothing of it is run. */
export async function validateCode(source: string, kind: CodeKind): Promise<readonly CodeProblem[]> {
  const problems = await grammarProblems(source)
  if (problems.length > 0) return problems
  const exported = new RegExp(`^export\\s+(?:const|let|var|function|async function)\\s+${kind}\\b`, 'm')
  const listed = new RegExp(`^export\\s*\\{[^}]*\\b${kind}\\b[^}]*\\}`, 'm')
  if (exported.test(source) || listed.test(source)) return []
  return [{ line: 1, column: 1, message: `the file exports no \`${kind}\``, stage: 'interface' }]
}

async function grammarProblems(source: string): Promise<readonly CodeProblem[]> {
  const folder = await mkdtemp(join(tmpdir(), 'odum-code-'))
  try {
    const file = join(folder, 'module.ts')
    await writeFile(file, source)
    const output = await compilerOutput(folder, file)
    return [...output.matchAll(GRAMMAR)].map(([, line, column, message = '']) => ({
      line: Number(line),
      column: Number(column),
      message,
      stage: 'syntax',
    }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function compilerOutput(cwd: string, file: string): Promise<string> {
  const options = [
    '--noEmit',
    '--noResolve',
    '--ignoreConfig',
    '--target',
    'es2024',
    '--erasableSyntaxOnly',
    file,
  ]
  const limits = {
    cwd,
    env: {},
    timeout: CHECK_MS_MAX,
    maxBuffer: OUTPUT_BYTES_MAX,
    killSignal: 'SIGKILL' as const,
  }
  // Types are not found without resolving, so the compiler always ends with complaints; its grammar's are told apart.
  return new Promise(resolve => {
    execFile(process.execPath, [TSC, ...options], limits, (_error, stdout) => resolve(stdout))
  })
}
