import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listStoredRuns } from '../results/stored-run.ts'
import { writeDataFiles } from './build-report/data-files.ts'
import { runFramework } from './build-report/framework.ts'
import { assembleSiteRoot } from './build-report/site-root.ts'

const WORK = fileURLToPath(new URL('../../.odum/site', import.meta.url))

export interface PreviewRequest {
  readonly resultsRoot: string
  readonly port: number
}

/** Serves the site over all runs on the loopback interface until the signal; edits show at once. Runs that appear
 *  later are seen after a restart. */
export async function previewSite(
  request: PreviewRequest,
  options: { readonly onLine?: (line: string) => void; readonly signal?: AbortSignal } = {},
): Promise<void> {
  await mkdir(WORK, { recursive: true })
  const aside = await mkdtemp(join(WORK, 'dev-'))
  try {
    const root = await assembleSiteRoot(aside)
    const stored = await listStoredRuns(request.resultsRoot)
    const runIds = stored.filter(run => run.folder === 'report').map(run => run.runId)
    const compared = stored.map(run => run.runId)
    const data = { resultsRoot: request.resultsRoot, runIds, compared, fileRoot: root }
    await writeDataFiles(data, {
      signal: options.signal,
      ...(options.onLine && { onProgress: options.onLine }),
    })
    await runFramework(
      'preview',
      {
        root,
        output: join(aside, 'unused'),
        resultsRoot: request.resultsRoot,
        runIds: undefined,
        pagesOf: runIds,
        ...options,
      },
      ['--host', '127.0.0.1', '--port', String(request.port), '--no-open'],
    )
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}
