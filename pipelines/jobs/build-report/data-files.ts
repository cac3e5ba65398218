import { copyFile, link, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listStoredRuns, type StoredRun } from '../../results/stored-run.ts'
import { writeComparison } from './comparison.ts'
import { writeRunFiles } from './run-files.ts'
import { sourceHash } from './source-hash.ts'

/** What a run's files were made from; a folder with the same text is used again. */
const SIGNATURE_FILE = 'made-from.txt'

/** Runs looked for in an earlier build at a time. */
const RUNS_AT_ONCE = 16

/** Sources that decide what a run's files hold. */
const SOURCES = ['sql', 'pipelines/results', 'pipelines/jobs/build-report', 'engine/domain/codes.ts']

export interface DataFilesRequest {
  readonly resultsRoot: string
  /** Runs with pages. */
  readonly runIds: readonly string[]
  /** Runs of the comparison: those with pages, and others that are told by their summaries alone. */
  readonly compared: readonly string[]
  /** The folder that the site serves as `_file`. */
  readonly fileRoot: string
  /** The same of an earlier build, whose files of unchanged runs are linked instead of made again. */
  readonly earlier?: string
}

/** Writes what the comparison and the run pages fetch. @returns the runs that were made, not linked */
export async function writeDataFiles(
  request: DataFilesRequest,
  options: { readonly onProgress?: (step: string) => void; readonly signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  const { resultsRoot, runIds, fileRoot } = request
  const stored = (await listStoredRuns(resultsRoot)).filter(run => request.compared.includes(run.runId))
  const made: string[] = []
  for (const { run, signature } of await lackingRuns(request, stored)) {
    options.signal?.throwIfAborted()
    options.onProgress?.(`writing the data of ${run.runId}`)
    const folder = runFolder(fileRoot, run.runId)
    await writeRunFiles(resultsRoot, run.runId, folder)
    await writeFile(join(folder, SIGNATURE_FILE), signature)
    made.push(run.runId)
  }
  await writeComparison(stored, runIds, fileRoot)
  return made
}

/** Links what an earlier build has. @returns the runs it has not, or made from something else */
async function lackingRuns(
  { runIds, fileRoot, earlier }: DataFilesRequest,
  stored: readonly StoredRun[],
): Promise<{ run: StoredRun; signature: string }[]> {
  const sources = await dataSources()
  const lacking: { run: StoredRun; signature: string }[] = []
  const shown = stored.filter(({ runId }) => runIds.includes(runId))
  for (let first = 0; first < shown.length; first += RUNS_AT_ONCE) {
    const some = shown.slice(first, first + RUNS_AT_ONCE)
    const found = await Promise.all(
      some.map(async run => {
        const signature = await signatureOf(run, sources)
        const isReused =
          earlier !== undefined &&
          (await reuse(runFolder(earlier, run.runId), runFolder(fileRoot, run.runId), signature))
        return { run, signature, isReused }
      }),
    )
    lacking.push(...found.filter(({ isReused }) => !isReused))
  }
  return lacking
}

/** Hash of the sources that decide what data holds. */
export function dataSources(): Promise<string> {
  return sourceHash(SOURCES)
}

/** Where a run's files lie below the folder that the site serves as `_file`. */
export function runFolder(fileRoot: string, runId: string): string {
  return join(fileRoot, 'runs', runId)
}

async function signatureOf(run: StoredRun, sources: string): Promise<string> {
  const directory = dirname(run.summaryFile)
  const names = (await readdir(directory)).sort()
  const lines = await Promise.all(
    names.map(async name => {
      const { size, mtimeMs } = await stat(join(directory, name))
      return `${name} ${size} ${Math.round(mtimeMs)}`
    }),
  )
  return [sources, ...lines, ''].join('\n')
}

/** Links the files of an earlier build if they were made from the same. */
async function reuse(earlier: string, folder: string, signature: string): Promise<boolean> {
  const found = await readFile(join(earlier, SIGNATURE_FILE), 'utf8').catch(() => undefined)
  if (found !== signature) return false
  await mkdir(folder, { recursive: true })
  await Promise.all(
    (await readdir(earlier)).map(async name => {
      const [from, to] = [join(earlier, name), join(folder, name)]
      // Not every file system has links.
      await link(from, to).catch(() => copyFile(from, to))
    }),
  )
  return true
}
