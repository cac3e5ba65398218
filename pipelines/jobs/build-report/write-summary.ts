import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SiteBuildError } from '../../errors.ts'

const WRITER = fileURLToPath(new URL('../../../site/summary/write-summary.ts', import.meta.url))

export interface SummaryRequest {
  /** The folder of the run's page data. */
  readonly data: string
  /** The HTML file to write. */
  readonly out: string
  /** A folder for one HTML file per chart. */
  readonly charts?: string
  readonly signal?: AbortSignal | undefined
}

/** Writes a run as one HTML file with figures and charts inlined, in a process of the site's own.
 *  @throws SiteBuildError */
export async function writeSummary({ data, out, charts, signal }: SummaryRequest): Promise<void> {
  const options = ['--data', data, '--out', out, ...(charts === undefined ? [] : ['--charts', charts])]
  try {
    await promisify(execFile)(process.execPath, [WRITER, ...options], signal === undefined ? {} : { signal })
  } catch (error) {
    const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string }
    if (signal?.aborted === true || stderr === undefined) throw error
    throw new SiteBuildError({ status: String(code), output: stderr }, error)
  }
}
