import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { RunsFailedError } from '../errors.ts'
import type { CommandIo } from './command-io.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))

/** Options that the children must not see: theirs is one configuration. */
const OWN_OPTIONS = new Set(['--config', '--jobs'])

/** Runs the command line once per configuration, at most `jobs` processes at a time; their output appears in the
 *  order they end. @throws RunsFailedError when any fails; the others run to their end */
export async function runParallel(io: CommandIo, configs: readonly string[], jobs: number): Promise<void> {
  const waiting = [...configs]
  const failed: string[] = []
  const shared = sharedArguments(process.argv.slice(2))
  const worker = async (): Promise<void> => {
    for (let config = waiting.shift(); config !== undefined; config = waiting.shift()) {
      if (io.signal.aborted) return
      const status = await runChild(io, [...shared, '--config', config])
      if (status !== 0) failed.push(config)
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, configs.length) }, worker))
  if (failed.length > 0) throw new RunsFailedError({ failed, total: configs.length })
}

/** The command line without the options of `OWN_OPTIONS` and their values. */
function sharedArguments(argv: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? ''
    if (OWN_OPTIONS.has(argument)) index++
    else if (![...OWN_OPTIONS].some(option => argument.startsWith(`${option}=`))) kept.push(argument)
  }
  return kept
}

function runChild(io: CommandIo, argv: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...argv], {
      cwd: io.cwd,
      env: io.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stop = (): void => void child.kill('SIGINT')
    io.signal.addEventListener('abort', stop, { once: true })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => io.notify(text.trimEnd()))
    child.on('error', reject)
    child.on('close', status => {
      io.signal.removeEventListener('abort', stop)
      io.write(output)
      resolve(status ?? 1)
    })
  })
}
