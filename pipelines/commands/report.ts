import { join, relative, resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { UsageError } from '../errors.ts'
import { findChromium } from '../jobs/build-report/draw-pictures.ts'
import { buildReport, type ReportOutcome } from '../jobs/build-report.ts'
import { serveReport } from '../jobs/serve-report.ts'
import type { CommandIo } from './command-io.ts'
import { openResultsOf } from './results-root.ts'

const DEFAULT_PORT = 8080

/** `odum report`: one or more runs as a self-contained static folder. */
export function reportCommand(io: CommandIo) {
  return new Command('report')
    .description('build a self-contained static report of one or more runs, and serve it if asked')
    .argument('<run_id...>', 'runs to show; see `odum results ls`')
    .option('--out <folder>', 'folder to make or replace (default: dist/report/<run_id>)')
    .option('--results <folder>', 'results root (default: ODUM_RESULTS_ROOT, else backtest_results)')
    .option('--png', 'also draw the headline charts as PNG, by Chromium or Chrome')
    .option('--serve', 'serve the report on 127.0.0.1 until interrupted')
    .option('--port <number>', `port to serve on, 0 for any (default: ${DEFAULT_PORT})`, portNumber)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ odum report BNF_BTC_20230523_192300_018dd7_c54988\n' +
        '  $ odum report BNF_BTC_20230523_192300_018dd7_c54988 --png\n' +
        '  $ odum report RUN_A RUN_B --out dist/report/a-and-b --serve --port 0\n',
    )
    .action(async (runIds, options) => {
      const [first = ''] = runIds
      const out = resolve(
        io.cwd,
        options.out ??
          join('dist', 'report', runIds.length === 1 ? first : `${first}-and-${runIds.length - 1}-more`),
      )
      const chromium = options.png === true ? findChromium(io.env) : undefined
      await using results = await openResultsOf(io, options.results, { runIds })
      const outcome = await buildReport(
        {
          resultsRoot: results.folder,
          runIds,
          out,
          summaries: true,
          ...(chromium !== undefined && { chromium }),
        },
        { onProgress: step => io.notify(step), signal: io.signal },
      )
      printReport(io, outcome)
      if (options.serve === true) await serveUntilInterrupted(io, out, options.port ?? DEFAULT_PORT)
    })
}

/** Where a report lies, on stdout; how large it is, on stderr. */
export function printReport(io: CommandIo, outcome: ReportOutcome): void {
  const folder = relative(io.cwd, outcome.out)
  io.write(`${folder.startsWith('..') ? outcome.out : folder || '.'}\n`)
  io.notify(
    `${outcome.runIds.length} run page(s), ${outcome.files} files, ${(outcome.bytes / 1e6).toFixed(1)} MB; ` +
      'any static HTTP server shows it',
  )
  for (const name of outcome.summaries) io.notify(`one file to mail: ${join(folder, name)}`)
}

/** Serves a built folder until Ctrl-C. */
export async function serveUntilInterrupted(io: CommandIo, folder: string, port: number): Promise<void> {
  await using served = await serveReport(folder, port)
  io.notify(`serving ${served.url}/ (Ctrl-C stops)`)
  await new Promise<void>(done => {
    if (io.signal.aborted) done()
    else io.signal.addEventListener('abort', () => done(), { once: true })
  })
}

/** @throws UsageError unless the text is a port number. */
export function portNumber(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new UsageError({
    problem: `--port ${text} is not a port.`,
    remedy: 'Give a whole number from 0 to 65535.',
  })
}
