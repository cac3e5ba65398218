import { once } from 'node:events'
import { resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { serviceSettings } from '../services/service-settings.ts'
import { startService } from '../services/start-service.ts'
import type { CommandIo } from './command-io.ts'
import { collect } from './scenario-options.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
Examples:
  $ odum serve
  $ odum serve --raw .odum/demo/raw --catalog .odum/demo/catalog --results .odum/demo/results
  $ ODUM_SERVICE_TOKEN=… odum serve --host 0.0.0.0 --allow-host backtests.example.org`

/** `odum serve`: the backtest service. */
export function serveCommand(io: CommandIo) {
  return new Command('serve')
    .description(
      'Runs the backtest service until interrupted: API at /api, its description at /docs, the site at /.',
    )
    .option(
      '--host <address>',
      'address to listen on; others than loopback need ODUM_SERVICE_TOKEN',
      '127.0.0.1',
    )
    .option('--port <number>', 'port, 0 for any', '8000')
    .option('--allow-host <name>', 'a host name under which requests may come; repeatable', collect, [])
    .option('--jobs <n>', 'runs at once, each in a process of its own', '2')
    .option('--queue <n>', 'runs that may wait', '100')
    .option('--drain <seconds>', 'how long a stopping service lets runs go on', '30')
    .option('--catalog <folder>', 'catalog root (default: DATA_CATALOG_PATH, else .odum/catalog)')
    .option('--results <folder>', 'results root (default: ODUM_RESULTS_ROOT, else backtest_results)')
    .option('--raw <folder>', 'folder of raw data (default: UNIFIED_CLOUD_LOCAL_PATH)')
    .option('--state <folder>', 'folder of the queue and of backups', '.odum/service')
    .option('--site <folder>', 'the built site', 'dist/site')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const level = io.env.ODUM_LOG_LEVEL ?? 'info'
      const settings = serviceSettings({
        host: options.host,
        port: wholeNumber('--port', options.port, { min: 0, max: 65_535 }),
        allowedHosts: options.allowHost,
        jobsMax: wholeNumber('--jobs', options.jobs, { min: 1, max: 64 }),
        queueMax: wholeNumber('--queue', options.queue, { min: 1, max: 10_000 }),
        drainMs: wholeNumber('--drain', options.drain, { min: 0, max: 86_400 }) * 1_000,
        stateFolder: resolve(io.cwd, options.state),
        siteFolder: resolve(io.cwd, options.site),
        ...(options.catalog === undefined ? {} : { catalogRoot: options.catalog }),
        ...(options.results === undefined ? {} : { resultsRoot: options.results }),
        ...(options.raw === undefined ? {} : { rawRoot: options.raw }),
        cwd: io.cwd,
        env: io.env,
        log: io.log.child({}, { level }),
      })
      const service = await startService(settings)
      io.notify(`serving at ${service.url}; the API is described at ${service.url}/docs`)
      if (!io.signal.aborted) await once(io.signal, 'abort')
      io.notify('waiting for runs to end; once more to end at once')
      await service.close()
    })
}
