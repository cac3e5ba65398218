import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ResultsUnwritableError } from '../errors.ts'

/** Where one run is written: aside first, then renamed, so that it appears whole or not at all. */
export class RunStore {
  readonly resultsRoot: string
  readonly runId: string

  constructor(resultsRoot: string, runId: string) {
    this.resultsRoot = resultsRoot
    this.runId = runId
  }

  /** The folder a report run is written to before it is published. */
  get partialFolder(): string {
    return join(this.resultsRoot, 'report', `.${this.runId}.partial`)
  }

  get reportFolder(): string {
    return join(this.resultsRoot, 'report', this.runId)
  }

  /** @throws ResultsUnwritableError */
  async begin(): Promise<void> {
    await mkdir(this.partialFolder, { recursive: true }).catch((error: unknown) => {
      throw new ResultsUnwritableError({ root: this.resultsRoot, problem: String(error) }, error)
    })
  }

  /** Publishes a report run: all files at once. @returns its folder. */
  async publishReport(): Promise<string> {
    await rename(this.partialFolder, this.reportFolder)
    return this.reportFolder
  }

  /** Writes a run that is a summary alone. @returns its file. @throws ResultsUnwritableError */
  async publishSummary(folder: 'fast' | 'failed', summary: object): Promise<string> {
    const file = join(this.resultsRoot, folder, `${this.runId}.json`)
    const partial = join(dirname(file), `.${this.runId}.partial`)
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(partial, `${JSON.stringify(summary, null, 2)}\n`)
      await rename(partial, file)
    } catch (error) {
      throw new ResultsUnwritableError({ root: this.resultsRoot, problem: String(error) }, error)
    }
    return file
  }

  /** Removes what an unfinished run left. */
  async discard(): Promise<void> {
    await rm(this.partialFolder, { recursive: true, force: true })
  }
}
