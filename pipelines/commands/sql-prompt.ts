import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { OdumError } from '../../engine/domain/odum-error.ts'
import type { CommandIo } from './command-io.ts'

const HISTORY_LINES_MAX = 1_000
const PROMPT = 'odum> '
const CONTINUED = '  ... '

/** Reads statements from the terminal until `.quit` or Ctrl-D; a statement ends with `;` and may span lines.
 *  Ctrl-C drops what is typed. The history is kept in `historyFile`. */
export async function promptLoop(
  io: CommandIo,
  historyFile: string,
  run: (query: string) => Promise<void>,
): Promise<void> {
  const history = existsSync(historyFile) ? readFileSync(historyFile, 'utf8').split('\n').filter(Boolean) : []
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    history: history.toReversed(),
    historySize: HISTORY_LINES_MAX,
    prompt: PROMPT,
  })
  io.notify(
    'SQL over catalog and results. End a statement with ; — from coverage; shows what is there. .quit leaves.',
  )
  let typed: string[] = []
  const ask = (): void => {
    lines.setPrompt(typed.length === 0 ? PROMPT : CONTINUED)
    lines.prompt()
  }
  lines.on('SIGINT', () => {
    typed = []
    process.stderr.write('\n')
    ask()
  })
  ask()
  for await (const line of lines) {
    if (typed.length === 0 && /^\s*(\.quit|\.exit|quit|exit)\s*;?\s*$/.test(line)) break
    typed.push(line)
    const statement = typed.join('\n').trim()
    if (statement.endsWith(';')) {
      typed = []
      history.push(statement.replaceAll(/\s*\n\s*/g, ' '))
      await runTyped(io, statement, run)
    } else if (statement === '') typed = []
    ask()
  }
  lines.close()
  mkdirSync(dirname(historyFile), { recursive: true })
  writeFileSync(historyFile, `${history.slice(-HISTORY_LINES_MAX).join('\n')}\n`)
}

/** A mistake is shown and the prompt goes on. */
async function runTyped(
  io: CommandIo,
  statement: string,
  run: (query: string) => Promise<void>,
): Promise<void> {
  try {
    await run(statement)
  } catch (error) {
    if (!(error instanceof OdumError)) throw error
    io.notify(`error ${error.code}: ${error.message}`)
  }
}
