import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { asideName, removeLeftovers } from '../catalog/leftovers.ts'
import { ResultsUnwritableError } from '../errors.ts'
import { uploadRun } from '../results/upload-run.ts'
import type { Environment } from '../sources/cloud/credentials.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { ObjectCache } from '../sources/object-store/object-cache.ts'

/** Where one run is written: aside first, then renamed, so that it appears whole or not at all. Results of a bucket
 *  are written to a folder of the cache and uploaded from there. */
export class RunStore {
  readonly resultsRoot: string
  readonly runId: string
  readonly #env: Environment
  /** Where files are written: the root itself, or a folder that is uploaded. */
  readonly #localRoot: string

  /** @param env names endpoint, credentials and cache of results in a bucket. */
  constructor(resultsRoot: string, runId: string, env: Environment = process.env) {
    this.resultsRoot = resultsRoot
    this.runId = runId
    this.#env = env
    this.#localRoot = isCloudRoot(resultsRoot)
      ? join(ObjectCache.open(env).writingFolder, asideName('results.run'))
      : resultsRoot
  }

  /** The folder a report run is written to before it is published. */
  get partialFolder(): string {
    return join(this.#localRoot, 'report', `.${this.runId}.partial`)
  }

  get reportFolder(): string {
    return join(this.#localRoot, 'report', this.runId)
  }

  /** @throws ResultsUnwritableError */
  async begin(): Promise<void> {
    if (this.#isUploaded) await removeLeftovers(dirname(this.#localRoot))
    await mkdir(this.partialFolder, { recursive: true }).catch((error: unknown) => {
      throw new ResultsUnwritableError({ root: this.resultsRoot, problem: String(error) }, error)
    })
  }

  /** Publishes a report run: all files at once. @returns its folder or address. */
  async publishReport(): Promise<string> {
    await rename(this.partialFolder, this.reportFolder)
    return this.#isUploaded ? await this.#upload('report', this.runId) : this.reportFolder
  }

  /** Writes a run that is a summary alone. @returns its file. @throws ResultsUnwritableError */
  async publishSummary(folder: 'fast' | 'failed', summary: object): Promise<string> {
    const file = join(this.#localRoot, folder, `${this.runId}.json`)
    const partial = join(dirname(file), `.${this.runId}.partial`)
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(partial, `${JSON.stringify(summary, null, 2)}\n`)
      await rename(partial, file)
    } catch (error) {
      throw new ResultsUnwritableError({ root: this.resultsRoot, problem: String(error) }, error)
    }
    return this.#isUploaded ? await this.#upload(folder, `${this.runId}.json`) : file
  }

  /** Removes what an unfinished run left, as far as it can: the error that ended the run matters more. */
  async discard(): Promise<void> {
    const left = this.#isUploaded ? this.#localRoot : this.partialFolder
    await rm(left, { recursive: true, force: true }).catch(() => {})
  }

  get #isUploaded(): boolean {
    return this.#localRoot !== this.resultsRoot
  }

  async #upload(...name: readonly string[]): Promise<string> {
    const address = await uploadRun(this.#localRoot, this.resultsRoot, name.join('/'), this.#env)
    await rm(this.#localRoot, { recursive: true, force: true })
    return address
  }
}
