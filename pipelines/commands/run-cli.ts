import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { OdumError } from '../../engine/domain/odum-error.ts'
import { damagedFile } from '../database/damaged-file.ts'
import { odumVersion } from '../version.ts'
import type { CommandIo } from './command-io.ts'
import { normaliseArgv } from './normalise-argv.ts'
import { COMMANDS } from './registry.ts'

const INTERRUPTED = 130

const EXAMPLES = `
Examples:
  $ odum demo
  $ odum convert --config btc-usdt-binance-futures
  $ odum <command> --help`

/** Runs one command line, without the program's name.
 *  @returns the exit status: 0 done, 1 failed (an interrupted job says so by its code), 2 wrong usage, 130 stopped by
 *  Ctrl-C with nothing left undone. */
export async function runCli(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const normalised = normaliseArgv(argv)
    const program = await buildProgram(normalised, io)
    await program.parseAsync(normalised, { from: 'user' })
    return io.signal.aborted ? stopped(io) : 0
  } catch (error) {
    return report(error, io)
  }
}

/** The program with the command that the arguments name; the others stand in `--help` by their summary. */
async function buildProgram(argv: readonly string[], io: CommandIo) {
  const program = new Command('odum')
    .description('Tick-level execution research and execution over a Parquet catalog.')
    .version(odumVersion())
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: text => io.write(text),
      writeErr: text => io.notify(text.replace(/\n$/, '')),
    })
  const words = argv.filter(argument => !argument.startsWith('-'))
  const named = words[0] === 'help' ? words[1] : words[0]
  for (const entry of COMMANDS) {
    const command: CommandUnknownOpts =
      entry.name === named ? (await entry.load())(io) : new Command(entry.name)
    command.summary(entry.summary)
    inheritSettings(command, program)
    program.addCommand(command)
  }
  return program
}

/** Output and exit handling reach commands that were built apart, and their sub-commands. */
function inheritSettings(command: CommandUnknownOpts, parent: CommandUnknownOpts): void {
  command.copyInheritedSettings(parent)
  for (const child of command.commands) inheritSettings(child, command)
}

function report(thrown: unknown, io: CommandIo): number {
  const error = thrown instanceof OdumError ? thrown : (damagedFile(thrown) ?? thrown)
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof OdumError) {
    io.notify(`error ${error.code}: ${error.message}`)
    if (io.env.ODUM_DEBUG === '1') io.notify(stackOf(error))
    return error.exitStatus
  }
  if (io.signal.aborted) return stopped(io)
  if (isSystemError(error)) {
    io.notify(`error ${error.code}: ${error.message}. Check that the path exists, may be used, and has room.`)
    return 1
  }
  const message = error instanceof Error ? error.message : String(error)
  io.notify(`internal error: ${message}`)
  if (io.env.ODUM_DEBUG === '1') io.notify(stackOf(error))
  else io.notify('This is a fault of Odum, not of yours. ODUM_DEBUG=1 shows where it happened.')
  return 1
}

/** A refusal of the operating system: a missing folder, no permission, a full disk. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

function stopped(io: CommandIo): number {
  io.notify('stopped')
  return INTERRUPTED
}

/** The stack of an error and of its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const stack = error.stack ?? error.message
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`
}
