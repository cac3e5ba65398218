import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { OdumError } from '../../engine/index.ts'
import { ReportFolderError, RunNotFoundError } from '../errors.ts'
import { listStoredRuns } from '../results/stored-run.ts'
import { analyseRun } from './analyse-run.ts'
import { answerNotebooks } from './build-report/answer-notebooks.ts'
import { type DataFilesRequest, runFolder, writeDataFiles } from './build-report/data-files.ts'
import { drawPictures } from './build-report/draw-pictures.ts'
import { notebookQueries } from './build-report/notebook-queries.ts'
import { fillShell, SIDEBAR_RUNS_MAX } from './build-report/shell-pages.ts'
import { sidebarNames } from './build-report/sidebar-names.ts'
import { buildShell } from './build-report/site-shell.ts'
import { writeSummary } from './build-report/write-summary.ts'

export interface ReportRequest {
  readonly resultsRoot: string
  /** Runs to show; all there are when absent. */
  readonly runIds?: readonly string[]
  /** The folder to make; an earlier report there is replaced. */
  readonly out: string
  /** Whether each run is also written as one HTML file, to mail. */
  readonly summaries?: boolean
  /** The program that draws each run's headline charts as PNG; none by default. Needs `summaries`. */
  readonly chromium?: string
}

export interface ReportOptions {
  readonly onProgress?: (step: string) => void
  readonly signal?: AbortSignal
}

export interface ReportOutcome {
  readonly out: string
  /** Runs that have a page. */
  readonly runIds: readonly string[]
  /** `/` and one path per run, as a server would serve them. */
  readonly pages: readonly string[]
  /** One HTML file per run, below `out`. */
  readonly summaries: readonly string[]
  readonly files: number
  readonly bytes: number
}

/** Marks a folder as a report, so that only reports are ever replaced. */
const MARKER = 'odum-report.json'

/** Builds the static site over some runs or all: written aside, then renamed into place. It works below any path of
 *  any static HTTP server.
 *  @throws RunNotFoundError, ReportFolderError, SiteBuildError */
export async function buildReport(
  request: ReportRequest,
  options: ReportOptions = {},
): Promise<ReportOutcome> {
  const { onProgress, signal } = options
  const out = resolve(request.out)
  const resultsRoot = resolve(request.resultsRoot)
  const runIds = await pageRuns(resultsRoot, request.runIds)
  await refuseForeignFolder(out)
  await mkdir(dirname(out), { recursive: true })
  const aside = await mkdtemp(join(dirname(out), `.${basename(out)}-`))
  try {
    const built = join(aside, 'site')
    const compared = request.runIds ?? (await listStoredRuns(resultsRoot)).map(run => run.runId)
    onProgress?.(`building the site over ${runIds.length} runs`)
    const stopped = new AbortController()
    const stop = signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal])
    const data = join(aside, 'data')
    const [answers] = await bothOrNeither(
      stopped,
      writeData(
        { resultsRoot, runIds, compared, fileRoot: data, earlier: join(out, '_file') },
        options,
        stop,
      ),
      buildShell(aside, { output: built, resultsRoot, runIds: request.runIds, signal: stop }),
    )
    await mkdir(join(built, '_file'), { recursive: true })
    for (const name of await readdir(data)) await rename(join(data, name), join(built, '_file', name))
    const answeredAtMs = await lastWrittenMs(resultsRoot, compared)
    const listed = runIds.toSorted()
    const names = await namesOf(resultsRoot, listed.slice(-SIDEBAR_RUNS_MAX))
    await fillShell(built, { runIds: listed, names, answers, answeredAtMs })
    // A service that serves these files answers in the place of this one: so pages know whether there is one.
    await writeFile(join(built, 'service.json'), '{ "service": false }\n')
    const summaries =
      request.summaries === true ? await writeSummaries(request, runIds, built, aside, signal) : []
    await writeFile(join(built, MARKER), `${JSON.stringify({ runs: runIds }, null, 2)}\n`)
    const size = await folderSize(built)
    await putInPlace(built, out, aside)
    return { out, runIds, pages: ['/', ...runIds.map(id => `/runs/${id}`)], summaries, ...size }
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** Writes `summary.html`, or `summary-<run_id>.html` of several runs, and pictures below `pictures/<run_id>`.
 *  @returns the summaries' names */
async function writeSummaries(
  { chromium }: ReportRequest,
  runIds: readonly string[],
  built: string,
  aside: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const names: string[] = []
  for (const runId of runIds) {
    const name = runIds.length === 1 ? 'summary.html' : `summary-${runId}.html`
    const charts = join(aside, 'charts', runId)
    const data = runFolder(join(built, '_file'), runId)
    await writeSummary({ data, out: join(built, name), charts, signal })
    if (chromium !== undefined) await drawPictures(chromium, charts, join(built, 'pictures', runId), signal)
    names.push(name)
  }
  return names
}

/** Measures what is not measured yet and writes what pages fetch. @returns what the notebooks' queries answered */
async function writeData(
  request: DataFilesRequest,
  { onProgress }: ReportOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  await analyseLacking(request.resultsRoot, request.runIds, { signal, ...(onProgress && { onProgress }) })
  await writeDataFiles(request, { signal, ...(onProgress && { onProgress }) })
  return await answerNotebooks(await notebookQueries(), request, signal)
}

/** What the sidebar calls some runs. */
async function namesOf(resultsRoot: string, runIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return await sidebarNames((await listStoredRuns(resultsRoot)).filter(run => runIds.includes(run.runId)))
}

/** When the latest of some runs was recorded, in milliseconds of the epoch; undefined of no runs. */
async function lastWrittenMs(resultsRoot: string, runIds: readonly string[]): Promise<number | undefined> {
  const stored = (await listStoredRuns(resultsRoot)).filter(run => runIds.includes(run.runId))
  const times = await Promise.all(stored.map(async run => Math.floor((await stat(run.summaryFile)).mtimeMs)))
  return times.length === 0 ? undefined : Math.max(...times)
}

/** Waits for both; when one fails, stops the other and waits for that too, so that nothing writes into a folder that is
 *  being removed. */
async function bothOrNeither<First, Second>(
  stopped: AbortController,
  first: Promise<First>,
  second: Promise<Second>,
): Promise<[First, Second]> {
  const failures: unknown[] = []
  const note = (error: unknown): never => {
    failures.push(error)
    stopped.abort()
    throw error
  }
  const both = [first.catch(note), second.catch(note)] as const
  await Promise.allSettled(both)
  // The one that failed first: the other one was stopped.
  if (failures.length > 0) throw failures[0]
  return await Promise.all(both)
}

/** Measures the runs that are not yet measured against the market; one whose market is gone keeps its pages without. */
async function analyseLacking(
  resultsRoot: string,
  runIds: readonly string[],
  { onProgress, signal }: ReportOptions,
): Promise<void> {
  for (const { runId, tables } of await listStoredRuns(resultsRoot)) {
    if (!runIds.includes(runId) || tables.fills === undefined || tables.fill_mids !== undefined) continue
    signal?.throwIfAborted()
    onProgress?.(`measuring ${runId} against the market`)
    await analyseRun(resultsRoot, runId).catch((error: unknown) => {
      if (!(error instanceof OdumError)) throw error
      onProgress?.(`${runId} stays without fill analysis: ${error.message}`)
    })
  }
}

/** The runs that get a page; every asked one must exist and have result tables. */
async function pageRuns(resultsRoot: string, asked: readonly string[] | undefined): Promise<string[]> {
  const stored = await listStoredRuns(resultsRoot)
  const withTables = stored.filter(run => run.folder === 'report').map(run => run.runId)
  if (asked === undefined) return withTables
  for (const runId of asked) {
    if (withTables.includes(runId)) continue
    throw new RunNotFoundError({
      runId,
      resultsRoot,
      folder: stored.find(run => run.runId === runId)?.folder,
    })
  }
  return [...new Set(asked)]
}

async function refuseForeignFolder(out: string): Promise<void> {
  const entries: string[] = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new ReportFolderError({ folder: out }, error)
  })
  if (entries.length > 0 && !entries.includes(MARKER)) throw new ReportFolderError({ folder: out })
}

/** Renames the built site into place; an earlier report steps aside first. */
async function putInPlace(built: string, out: string, aside: string): Promise<void> {
  await rename(out, join(aside, 'previous')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(built, out)
}

async function folderSize(folder: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  const sizes = await Promise.all(files.map(file => stat(join(file.parentPath, file.name))))
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size.size, 0) }
}
