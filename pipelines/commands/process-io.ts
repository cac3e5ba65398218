import { pino } from 'pino'
import type { CommandIo } from './command-io.ts'

const INTERRUPTED = 130

/** The process as commands see it. The first Ctrl-C (or SIGTERM) asks the command to stop, the second ends
 *  the process. A reader of stdout that goes away, as in `| head`, ends it quietly. */
export function processIo(): CommandIo {
  const abort = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (abort.signal.aborted) process.exit(INTERRUPTED)
      abort.abort()
      process.stderr.write('stopping at the next safe point; once more to end at once\n')
    })
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  const level = process.env.ODUM_LOG_LEVEL ?? 'warn'
  return {
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
    isTerminal: process.stderr.isTTY === true,
    log: pino({ level, base: null }, pino.destination({ dest: 2, sync: true })),
    write: text => {
      process.stdout.write(text)
    },
    notify: line => {
      process.stderr.write(`${line}\n`)
    },
  }
}
