import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { UsageError } from '../errors.ts'
import { type StandIn, startStandIn } from '../sources/stand-in/start-stand-in.ts'
import type { CommandIo } from './command-io.ts'
import { collect } from './scenario-options.ts'
import { wholeNumber } from './whole-number.ts'

const DEFAULT_PORT = 4443
const PORT = { min: 0, max: 65_535 }
const LATENCY_MS = { min: 0, max: 60_000 }
const BYTES_PER_SECOND = { min: 1_000, max: 100_000_000_000 }

const EXAMPLES = `
Examples:
  $ odum dev storage --bucket market=.odum/sample --bucket store=.odum/store
  $ odum dev storage --bucket market=.odum/sample --latency-ms 40 --bytes-per-second 50000000

Then, elsewhere:
  $ export ODUM_GCS_ENDPOINT=http://127.0.0.1:${DEFAULT_PORT} UNIFIED_CLOUD_SERVICES_GCS_BUCKET=market
  $ DATA_CATALOG_PATH=gs://store/catalog odum convert --config btc-usdt-binance-futures --data-source gcs`

/** `odum dev`: what developing needs and running does not. */
export function devCommand(io: CommandIo) {
  return new Command('dev')
    .description('Tools for trying things out and for development.')
    .addCommand(storageCommand(io))
}

function storageCommand(io: CommandIo) {
  return new Command('storage')
    .summary('serve folders as Cloud Storage buckets')
    .description(
      'Answers as Cloud Storage does, on 127.0.0.1 and over plain folders, until interrupted: to try buckets ' +
        'without an account. Not for production: everyone on this machine may read and write.',
    )
    .option('--bucket <name=folder>', 'a bucket and the folder it shows; repeatable', collect, [])
    .option('--port <number>', `port to listen on, 0 for any (default: ${DEFAULT_PORT})`)
    .option('--latency-ms <n>', 'delay of every answer', '0')
    .option('--bytes-per-second <n>', 'speed of each connection (default: unlimited)')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const buckets = await bucketFolders(options.bucket, io.cwd)
      const { port, bytesPerSecond } = options
      await using standIn = await listening({
        buckets,
        port: port === undefined ? DEFAULT_PORT : wholeNumber('--port', port, PORT),
        latencyMs: wholeNumber('--latency-ms', options.latencyMs, LATENCY_MS),
        ...(bytesPerSecond === undefined
          ? {}
          : { bytesPerSecond: wholeNumber('--bytes-per-second', bytesPerSecond, BYTES_PER_SECOND) }),
      })
      io.write(`ODUM_GCS_ENDPOINT=${standIn.endpoint}\n`)
      for (const [name, folder] of Object.entries(buckets)) io.notify(`gs://${name} is ${folder}`)
      io.notify('serving until Ctrl-C')
      await aborted(io.signal)
      const { requests, bytes } = standIn.traffic.total()
      io.notify(`${requests} requests, ${(bytes / 1e6).toFixed(1)} MB sent`)
    })
}

async function listening(options: Parameters<typeof startStandIn>[0]): Promise<StandIn> {
  try {
    return await startStandIn(options)
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!isTaken) throw error
    throw new UsageError({
      problem: `Port ${options?.port} of 127.0.0.1 is taken.`,
      remedy: 'Choose another with --port, or 0 for any.',
    })
  }
}

/** @throws UsageError unless every bucket names a folder that exists */
async function bucketFolders(written: readonly string[], cwd: string): Promise<Record<string, string>> {
  const folders: Record<string, string> = {}
  for (const text of written) {
    const [, name, path] = /^([a-z0-9][a-z0-9._-]*)=(.+)$/.exec(text) ?? []
    if (name === undefined || path === undefined) {
      throw new UsageError({
        problem: `--bucket ${text} names no bucket and folder.`,
        remedy: 'Write it as name=folder, e.g. market=.odum/sample.',
      })
    }
    const folder = resolve(cwd, path)
    const isFolder = await stat(folder).then(
      stats => stats.isDirectory(),
      () => false,
    )
    if (!isFolder) {
      throw new UsageError({
        problem: `${folder} is no folder.`,
        remedy: 'Make it first, e.g. with mkdir -p.',
      })
    }
    folders[name] = folder
  }
  if (Object.keys(folders).length > 0) return folders
  throw new UsageError({ problem: 'No bucket is given.', remedy: 'Add --bucket name=folder.' })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}
