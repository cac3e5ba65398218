import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listStoredRuns } from '../results/stored-run.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { lowerPriority } from './process-priority.ts'
import type { ServiceSettings } from './service-settings.ts'

const WORKER = fileURLToPath(new URL('./workers/site-worker.ts', import.meta.url))
/** What is kept of a failed build's words. */
const WORDS_KEPT = 2_000

/** How the built pages stand: `off` where someone else builds them. */
export type SiteState = 'off' | 'building' | 'ready' | 'failed'

/** Keeps the built site abreast of the results: one build at a time, in a process of its own, and one more for all the
 *  runs that ended meanwhile. */
export class SiteBuilder {
  readonly #settings: Pick<ServiceSettings, 'resultsRoot' | 'siteFolder' | 'buildsSite' | 'env' | 'log'>
  #child: ChildProcess | undefined
  #isBuilding = false
  #isBehind = false
  #isClosed = false
  /** Why the last build failed; undefined after one that did not. */
  failure: string | undefined

  constructor(settings: Pick<ServiceSettings, 'resultsRoot' | 'siteFolder' | 'buildsSite' | 'env' | 'log'>) {
    this.#settings = settings
  }

  get state(): SiteState {
    const { buildsSite, resultsRoot } = this.#settings
    if (!buildsSite || isCloudRoot(resultsRoot)) return 'off'
    if (this.#isBuilding) return 'building'
    return this.failure === undefined ? 'ready' : 'failed'
  }

  /** Whether a run's page can be opened. @param runId a run's name, of letters that paths take. */
  hasPage(runId: string): boolean {
    return existsSync(join(this.#settings.siteFolder, 'runs', `${runId}.html`))
  }

  /** Builds what is lacking, now or behind the build at work. */
  follow(): void {
    if (this.state === 'off' || this.#isClosed) return
    this.#isBehind = true
    if (this.#isBuilding) return
    this.#isBuilding = true
    void this.#catchUp().finally(() => {
      this.#isBuilding = false
    })
  }

  /** Ends a build at work; the site stays as it was. */
  close(): void {
    this.#isClosed = true
    this.#child?.kill('SIGTERM')
  }

  async #catchUp(): Promise<void> {
    const { log } = this.#settings
    while (this.#isBehind && !this.#isClosed) {
      this.#isBehind = false
      try {
        if (await this.#isLacking()) await this.#build()
        this.failure = undefined
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error)
        if (!this.#isClosed) log.warn({ reason: this.failure }, 'the site could not be built')
      }
    }
  }

  async #isLacking(): Promise<boolean> {
    const { resultsRoot, siteFolder } = this.#settings
    if (!existsSync(join(siteFolder, 'run.html'))) return true
    const stored = await listStoredRuns(resultsRoot)
    return stored.some(({ runId, folder }) => folder === 'report' && !this.hasPage(runId))
  }

  async #build(): Promise<void> {
    const { resultsRoot, siteFolder, env } = this.#settings
    const child = fork(WORKER, [resultsRoot, siteFolder], {
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    })
    this.#child = child
    if (child.pid !== undefined) lowerPriority(child.pid)
    let words = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = `${words}${text}`.slice(-WORDS_KEPT)
    })
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    this.#child = undefined
    if (status !== 0) throw new Error(words.trim() || `the builder ended with status ${status}`)
  }
}
