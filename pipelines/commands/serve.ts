import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { DEFAULT_CATALOG_ROOT } from '../config/locations.ts'
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
    .option('--no-site-build', 'leave building the site to others')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const level = io.env.ODUM_LOG_LEVEL ?? 'info'
      const roots = servedRoots(io, options)
      const settings = serviceSettings({
        host: options.host,
        port: wholeNumber('--port', options.port, { min: 0, max: 65_535 }),
        allowedHosts: options.allowHost,
        jobsMax: wholeNumber('--jobs', options.jobs, { min: 1, max: 64 }),
        queueMax: wholeNumber('--queue', options.queue, { min: 1, max: 10_000 }),
        drainMs: wholeNumber('--drain', options.drain, { min: 0, max: 86_400 }) * 1_000,
        stateFolder: resolve(io.cwd, options.state),
        siteFolder: resolve(io.cwd, options.site),
        buildsSite: options.siteBuild,
        ...roots,
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

/** The folders of `odum demo`, and the settings in whose absence they are served. */
const DEMO = '.odum/demo'
const ROOT_VARIABLES = ['UNIFIED_CLOUD_LOCAL_PATH', 'UNIFIED_CLOUD_SERVICES_GCS_BUCKET', 'DATA_CATALOG_PATH']

/** Where data and results lie, as far as options say; where nothing says, the demo's data is served if there is any. */
function servedRoots(
  io: CommandIo,
  { catalog, results, raw }: { catalog?: string; results?: string; raw?: string },
): { catalogRoot?: string; resultsRoot?: string; rawRoot?: string } {
  const isSaid =
    catalog !== undefined ||
    results !== undefined ||
    raw !== undefined ||
    ROOT_VARIABLES.some(name => io.env[name])
  if (isSaid || existsSync(resolve(io.cwd, DEFAULT_CATALOG_ROOT))) {
    return {
      ...(catalog === undefined ? {} : { catalogRoot: catalog }),
      ...(results === undefined ? {} : { resultsRoot: results }),
      ...(raw === undefined ? {} : { rawRoot: raw }),
    }
  }
  if (!existsSync(resolve(io.cwd, DEMO, 'raw'))) {
    io.notify(
      'there is no data yet: `npm run odum -- demo` generates some, `--raw` names a folder of your own',
    )
    return {}
  }
  io.notify(`serving the data of odum demo (${DEMO}), as nothing says where else data lies`)
  return {
    catalogRoot: join(DEMO, 'catalog'),
    resultsRoot: join(DEMO, 'results'),
    rawRoot: join(DEMO, 'raw'),
  }
}
