import { join, resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { buildReport } from '../jobs/build-report.ts'
import { previewSite } from '../jobs/preview-site.ts'
import type { CommandIo } from './command-io.ts'
import { portNumber, printReport, serveUntilInterrupted } from './report.ts'
import { openResultsOf } from './results-root.ts'

const DEFAULT_PORT = 8080
const RESULTS_TEXT = 'results root (default: ODUM_RESULTS_ROOT, else backtest_results)'

/** `odum site`: all runs with the notebooks, built once or watched. */
export function siteCommand(io: CommandIo) {
  return new Command('site')
    .description('build or watch the site over all runs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ odum site build\n  $ odum site build --out dist/site --serve --port 0\n  $ odum site dev',
    )
    .addCommand(buildCommand(io))
    .addCommand(devCommand(io))
}

function buildCommand(io: CommandIo) {
  return new Command('build')
    .description('build the static site over all runs')
    .option('--out <folder>', 'folder to make or replace', join('dist', 'site'))
    .option('--results <folder>', RESULTS_TEXT)
    .option('--serve', 'serve the site on 127.0.0.1 until interrupted')
    .option('--port <number>', `port to serve on, 0 for any (default: ${DEFAULT_PORT})`, portNumber)
    .action(async options => {
      const out = resolve(io.cwd, options.out)
      await using results = await openResultsOf(io, options.results)
      const outcome = await buildReport(
        { resultsRoot: results.folder, out },
        { onProgress: step => io.notify(step), signal: io.signal },
      )
      printReport(io, outcome)
      if (options.serve === true) await serveUntilInterrupted(io, out, options.port ?? DEFAULT_PORT)
    })
}

function devCommand(io: CommandIo) {
  return new Command('dev')
    .description('serve the site while its pages, components and notebooks are edited')
    .option('--results <folder>', RESULTS_TEXT)
    .option('--port <number>', `port to serve on (default: ${DEFAULT_PORT})`, portNumber)
    .action(async options => {
      await using results = await openResultsOf(io, options.results)
      await previewSite(
        { resultsRoot: results.folder, port: options.port ?? DEFAULT_PORT },
        { onLine: line => io.notify(line), signal: io.signal },
      )
    })
}
