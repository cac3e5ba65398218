import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { SiteBuildError } from '../../errors.ts'

const FRAMEWORK = new URL(
  '../../../node_modules/@observablehq/framework/dist/bin/observable.js',
  import.meta.url,
)
const CONFIG = new URL('../../../site/observablehq.config.ts', import.meta.url)

/** Lines of Framework's output kept for the message of a failed build. */
const LINES_KEPT = 40

export interface FrameworkRequest {
  readonly root: string
  readonly output: string
  readonly resultsRoot: string
  /** Runs that notebooks read; all when undefined. */
  readonly runIds: readonly string[] | undefined
  /** Ids that Framework makes run pages for. */
  readonly pagesOf: readonly string[]
  readonly signal?: AbortSignal | undefined
  readonly onLine?: ((line: string) => void) | undefined
}

/** Runs Framework's `build` or `preview` in a process of its own, offline and without telemetry.
 *  @throws SiteBuildError with the end of its output when it fails. */
export async function runFramework(
  command: 'build' | 'preview',
  request: FrameworkRequest,
  options: readonly string[] = [],
): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(FRAMEWORK),
      command,
      '--config',
      fileURLToPath(CONFIG),
      '--root',
      request.root,
      ...options,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      env: {
        ...process.env,
        OBSERVABLE_TELEMETRY_DISABLE: '1',
        ODUM_SITE_ROOT: request.root,
        ODUM_SITE_OUTPUT: request.output,
        ODUM_RESULTS_ROOT: request.resultsRoot,
        ODUM_SITE_RUNS: request.runIds?.join(',') ?? '*',
        ODUM_SITE_PAGES: request.pagesOf.join(','),
      },
    },
  )
  const lines: string[] = []
  const collect = (chunk: Buffer): void => {
    for (const line of chunk
      .toString()
      .split('\n')
      .filter(text => text.trim() !== '')) {
      lines.push(line)
      if (lines.length > LINES_KEPT) lines.shift()
      request.onLine?.(line)
    }
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) {
    throw new SiteBuildError({ status: String(status), output: lines.join('\n') })
  }
}
