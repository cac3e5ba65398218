import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Database } from '../database/open-database.ts'
import { openResults } from '../results/open-results.ts'
import { listRuns, type RunFigures } from '../results/run-figures.ts'
import { listStoredRuns } from '../results/stored-run.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import type { ServiceSettings } from './service-settings.ts'

/** How long a listing of a bucket stands before it is asked for again. */
const CLOUD_FRESH_MS = 5_000
/** Folders are looked at at most this often. */
const LOCAL_FRESH_MS = 200

/** The headline figures of all runs, kept in memory: a finished run never changes, so only runs that appeared since
 *  are read. */
export class ResultsIndex {
  readonly #settings: Pick<ServiceSettings, 'resultsRoot' | 'env'>
  #figures = new Map<string, RunFigures>()
  #newestFirst: readonly RunFigures[] = []
  #stamp = ''
  #freshUntilMs = 0
  #refreshing: Promise<void> | undefined

  constructor(settings: Pick<ServiceSettings, 'resultsRoot' | 'env'>) {
    this.#settings = settings
  }

  /** All runs, newest first. Requests that come together share one look at the disk. */
  async list(): Promise<readonly RunFigures[]> {
    if (performance.now() >= this.#freshUntilMs) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = undefined
      })
      await this.#refreshing
    }
    return this.#newestFirst
  }

  /** Makes the next listing look again, as a run has appeared or gone. */
  expire(): void {
    this.#freshUntilMs = 0
  }

  async #refresh(): Promise<void> {
    const { resultsRoot, env } = this.#settings
    const isCloud = isCloudRoot(resultsRoot)
    const stamp = isCloud ? '' : await folderStamp(resultsRoot)
    if (isCloud || stamp !== this.#stamp) {
      await using results = await openResults(resultsRoot, env, { summariesOnly: true })
      await this.#read(results.folder)
      this.#stamp = stamp
    }
    this.#freshUntilMs = performance.now() + (isCloud ? CLOUD_FRESH_MS : LOCAL_FRESH_MS)
  }

  async #read(folder: string): Promise<void> {
    const stored = await listStoredRuns(folder)
    const unknown = stored.map(run => run.runId).filter(runId => !this.#figures.has(runId))
    const known = stored.flatMap(run => this.#figures.get(run.runId) ?? [])
    using database = await Database.open({ threads: 1 })
    const read = unknown.length === 0 ? [] : await listRuns(database, folder, new Set(unknown))
    const all = [...known, ...read].sort((a, b) =>
      (b.run.created_at ?? '').localeCompare(a.run.created_at ?? ''),
    )
    this.#figures = new Map(all.map(figures => [figures.run.run_id, figures]))
    this.#newestFirst = all
  }
}

/** Changes whenever a run appears in the root or goes: each is a rename within one of its folders. */
async function folderStamp(root: string): Promise<string> {
  const folders = ['report', 'fast', 'failed'].map(name => stat(join(root, name)).catch(() => undefined))
  return (await Promise.all(folders)).map(status => `${status?.ino} ${status?.mtimeMs}`).join(',')
}
