import { Command, Option } from '@commander-js/extra-typings'
import { datasetWindow } from '../config/dataset-window.ts'
import { displayPath } from '../config/find-config.ts'
import { instrumentConfigs } from '../config/instrument-configs.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import type { BacktestProgress, RunOutcome } from '../jobs/run-backtest.ts'
import { runBacktest } from '../jobs/run-backtest.ts'
import { chooseConfigs } from './backtest-scope.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'
import { runStages } from './progress.ts'
import { runParallel } from './run-parallel.ts'
import { collect, loadScenario } from './scenario-options.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
Examples:
  $ odum backtest --config btc-usdt-binance-futures
  $ odum backtest --config btc-usdt-binance-futures --snapshot-mode trades --fast
  $ odum backtest --instrument BTC-USDT.BINANCE-FUTURES --dataset day-2024-08-08 --set strategy.side=fade
  $ odum backtest --config btc-usdt-binance-futures \\
      --parent side=BUY,quantity=10,algorithm=twap,horizon_secs=120,interval_secs=10
  $ odum backtest --config a.json --config b.json --jobs 2 --json`

const JOBS = { min: 1, max: 64 }

/** `odum backtest`: replays one configuration, or several. */
export function backtestCommand(io: CommandIo) {
  return new Command('backtest')
    .description(
      'Replays a window through the simulated exchange and writes the results. What is not converted yet is ' +
        'converted first. A run appears whole or not at all.',
    )
    .option('--config <file>', 'configuration: a path, or a name in configs/; repeatable', collect, [])
    .option('--instrument <id>', 'the configuration of this instrument, when --config is absent')
    .option('--dataset <day>', 'day-YYYY-MM-DD: the window is that day, unless --start or --end narrow it')
    .option('--start <instant>', 'first instant of the window, UTC (default: from the configuration)')
    .option('--end <instant>', 'first instant after the window, UTC (default: from the configuration)')
    .addOption(new Option('--fast', 'summary only').conflicts('report'))
    .addOption(new Option('--report', 'summary and result tables (default)').conflicts('fast'))
    .addOption(
      new Option('--snapshot-mode <mode>', 'what fills orders')
        .choices(['trades', 'book', 'both'])
        .default('both'),
    )
    .addOption(
      new Option('--data-source <source>', 'where raw data is read from').choices(['local', 'gcs', 'auto']),
    )
    .option('--export-ticks', "also write the window's trades beside the results")
    .option('--no-close-positions', 'leave positions open at the end')
    .option('--no-verify', 'publish without recomputing balances, positions and commissions from the fills')
    .option('--analyse', 'measure fills against the market at once (default: up to 100,000 fills)')
    .option('--no-analyse', 'leave that to `odum results analyse`')
    .option(
      '--trust-modules',
      'run custom code outside the sandbox, with the rights of this command: to debug',
    )
    .option('--seed <n>', 'seed of every random choice (default: from the configuration)')
    .option('--set <path=value>', 'overrides one key of the configuration; repeatable', collect, [])
    .option(
      '--parent <key=value,…>',
      'works this order in place of the configured strategy; repeatable (docs/algorithms.md)',
      collect,
      [],
    )
    .option('--jobs <n>', 'run several configurations in this many processes', '1')
    .option('--json', 'print the summaries as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const configs = chooseConfigs(io, options.config, options.instrument)
      const jobs = wholeNumber('--jobs', options.jobs, JOBS)
      if (jobs > 1 && configs.length > 1) {
        await runParallel(io, configs, jobs)
        return
      }
      const seed = options.seed === undefined ? [] : [`seed=${options.seed}`]
      const scenarios: ResolvedConfig[] = []
      for (const config of configs) {
        const window = datasetWindow(options)
        scenarios.push(
          await loadScenario(io, { ...options, ...window, config, set: [...options.set, ...seed] }),
        )
      }
      const outcomes: RunOutcome[] = []
      await runStages(
        io,
        scenarios.map(config => ({
          title: `backtest ${tradedIn(config)}`,
          run: async show => {
            const request = {
              config,
              mode: options.fast === true ? ('fast' as const) : ('report' as const),
              snapshotMode: options.snapshotMode,
              closePositions: options.closePositions,
              exportTicks: options.exportTicks === true,
              verify: options.verify,
              ...(options.analyse !== undefined && { analyse: options.analyse }),
              trustModules: options.trustModules === true,
              env: io.env,
              cwd: io.cwd,
            }
            const outcome = await runBacktest(request, {
              signal: io.signal,
              onProgress: progress => show(progressLine(progress)),
            })
            outcomes.push(outcome)
            const { counts, timings } = outcome.summary
            return `${count(counts.events)} events and ${count(counts.fills)} fills in ${seconds(timings.total_ms)}`
          },
        })),
      )
      printOutcomes(io, outcomes, options.json === true)
    })
}

function progressLine({ stage, conversion, events, share }: BacktestProgress): string {
  if (conversion !== undefined) {
    return `convert ${conversion.dataType}: ${conversion.cellsDone} of ${conversion.cellsTotal} cells`
  }
  if (events === undefined) return stage
  return `${stage}: ${count(events)} events, ${Math.floor((share ?? 0) * 100)} % of the window`
}

function printOutcomes(io: CommandIo, outcomes: readonly RunOutcome[], json: boolean): void {
  if (json) {
    printJson(
      io,
      outcomes.map(({ path, summary }) => ({ ...summary, path })),
    )
    return
  }
  const rows = outcomes.map(({ runId, path, summary }) => ({
    run_id: runId,
    orders: summary.counts.orders,
    fills: summary.counts.fills,
    refused: summary.counts.denied + summary.counts.rejected,
    canceled: summary.counts.canceled,
    net_pnl: summary.metrics.net_pnl,
    balance: summary.balances.map(({ final, currency }) => `${final} ${currency}`).join(', '),
    result_hash: summary.result_hash.slice(0, 12),
    path: displayPath(path, io.cwd),
  }))
  const keys = [
    'run_id',
    'orders',
    'fills',
    'refused',
    'canceled',
    'net_pnl',
    'balance',
    'result_hash',
    'path',
  ]
  printTable(
    io,
    keys.map(key => ({ key })),
    rows,
  )
  for (const { summary } of outcomes) for (const warning of summary.warnings) io.notify(`warning: ${warning}`)
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1e3).toFixed(1)} s`
}

/** The first instrument of a run, and how many more it trades. */
function tradedIn(config: ResolvedConfig): string {
  const others = instrumentConfigs(config).length - 1
  return others === 0 ? config.instrument.id : `${config.instrument.id} and ${others} more`
}
