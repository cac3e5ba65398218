import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'

/** What a file of one's own may hold, by the name it exports. */
export type ModuleKind = 'strategy' | 'algorithm'

export interface ModuleProblem {
  /** From 1; 0 where a problem has no place. */
  readonly line: number
  readonly column: number
  readonly message: string
  readonly stage: 'read' | 'syntax' | 'interface'
}

export interface ModuleValidation {
  readonly ok: boolean
  readonly problems: readonly ModuleProblem[]
}

/** Checks a strategy's or an algorithm's file without running it: that it can be read, its syntax, that it exports what
 *  it must. */
export async function validateModule(path: string, kind: ModuleKind): Promise<ModuleValidation> {
  const problem = (await readProblem(path)) ?? (await textProblem(path, kind))
  return { ok: problem === undefined, problems: problem === undefined ? [] : [problem] }
}

async function readProblem(path: string): Promise<ModuleProblem | undefined> {
  try {
    await readFile(path)
    return undefined
  } catch {
    return { line: 0, column: 0, message: 'the file cannot be read', stage: 'read' }
  }
}

async function textProblem(path: string, kind: ModuleKind): Promise<ModuleProblem | undefined> {
  const text = await readFile(path, 'utf8')
  try {
    const script = stripTypeScriptTypes(text, { mode: 'strip' })
    if (exportOf(kind).test(script)) return undefined
    return { line: 0, column: 0, message: `it exports no \`${kind}\``, stage: 'interface' }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { ...placeOf(error), message: error.message, stage: 'syntax' }
  }
}

/** A declared export, or one in a list. */
function exportOf(kind: ModuleKind): RegExp {
  return new RegExp(`export\\s+(?:(?:const|let|function|class)\\s+${kind}\\b|\\{[^}]*\\b${kind}\\b[^}]*\\})`)
}

/** The first lines of a syntax error's stack: the line's number, the lines up to it, and a caret below the place. */
function placeOf(error: Error): Pick<ModuleProblem, 'line' | 'column'> {
  const [number = '', ...lines] = error.stack?.split('\n') ?? []
  const caret = lines.find(line => /^\s*\^+\s*$/.test(line)) ?? ''
  return { line: Number(/:(\d+)$/.exec(number)?.[1] ?? 0), column: caret.indexOf('^') + 1 }
}
