import type { Logger } from 'pino'

/** What a command may touch of the outside: tests give it their own. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by the first Ctrl-C; a command stops at its next safe point. */
  readonly signal: AbortSignal
  /** Whether stderr is a terminal. */
  readonly isTerminal: boolean
  /** Structured log, to stderr. */
  readonly log: Logger
  /** Data, to stdout. */
  write(text: string): void
  /** One line of progress or warning, to stderr. */
  notify(line: string): void
}
