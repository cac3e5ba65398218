import { createInterface } from 'node:readline/promises'
import { Command } from '@commander-js/extra-typings'
import { Database } from '../database/open-database.ts'
import { UsageError } from '../errors.ts'
import { metricText } from '../results/metric-text.ts'
import { removeRun } from '../results/remove-run.ts'
import { listRuns, type RunFigures } from '../results/run-figures.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'
import { analyseCommand } from './results/analyse.ts'
import { compareCommand } from './results/compare.ts'
import { pickedIds } from './results/read-picked.ts'
import { RESULTS_OPTION, RESULTS_TEXT } from './results/results-option.ts'
import { showCommand } from './results/show.ts'
import { openResultsOf, resultsRootOf } from './results-root.ts'

/** `odum results`: the runs there are, one in full, several beside each other, and removing them. */
export function resultsCommand(io: CommandIo) {
  return new Command('results')
    .description('list, show, compare and remove runs')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ odum results ls\n' +
        '  $ odum results show BNF_BTC_20230523_192300_018dd7_c54988 --json\n' +
        '  $ odum results show c54988                       (the last part, or the beginning, will do)\n' +
        '  $ odum results compare RUN_A RUN_B\n' +
        '  $ odum results analyse RUN_A\n' +
        '  $ odum results rm RUN_A --yes',
    )
    .addCommand(lsCommand(io))
    .addCommand(showCommand(io))
    .addCommand(compareCommand(io))
    .addCommand(analyseCommand(io))
    .addCommand(rmCommand(io))
}

function lsCommand(io: CommandIo) {
  return new Command('ls')
    .description('list all runs, oldest first')
    .option(RESULTS_OPTION, RESULTS_TEXT)
    .option('--json', 'print JSON')
    .action(async options => {
      const root = resultsRootOf(io, options.results)
      await using results = await openResultsOf(io, options.results, { summariesOnly: true })
      const runs = await withDatabase(database => listRuns(database, results.folder))
      if (options.json === true)
        return printJson(
          io,
          runs.map(({ run, metrics }) => ({ ...run, metrics })),
        )
      if (runs.length === 0) return io.notify(`no runs below ${root}; \`odum backtest\` makes one`)
      printTable(io, LS_COLUMNS, runs.map(listRow))
    })
}

const LS_COLUMNS = [
  { key: 'run_id', title: 'run' },
  { key: 'mode' },
  { key: 'status' },
  { key: 'window', title: 'window from' },
  { key: 'orders', align: 'right' },
  { key: 'fills', align: 'right' },
  { key: 'net', title: 'net pnl', align: 'right' },
  { key: 'return', align: 'right' },
  { key: 'drawdown', title: 'max drawdown', align: 'right' },
] as const

function listRow({ run, metrics }: RunFigures): object {
  return {
    run_id: run.run_id,
    mode: run.mode,
    status: run.status,
    window: run.window_start,
    orders: run.orders,
    fills: run.fills,
    net: metricText(metrics.net_pnl, 'money', run.currency ?? ''),
    return: metricText(metrics.return_ratio, 'percent'),
    drawdown: metricText(metrics.max_drawdown_ratio, 'percent'),
  }
}

function rmCommand(io: CommandIo) {
  return new Command('rm')
    .description('remove runs with their files')
    .argument('<run_id...>')
    .option(RESULTS_OPTION, RESULTS_TEXT)
    .option('--yes', 'do not ask')
    .action(async (asked, options) => {
      const root = resultsRootOf(io, options.results)
      const runIds = await pickedIds(io, options.results, asked)
      if (options.yes !== true && !(await confirm(io, `Remove ${runIds.join(', ')} from ${root}? [y/N] `))) {
        io.notify('nothing removed')
        return
      }
      for (const runId of runIds) {
        await removeRun(root, runId, io.env)
        io.notify(`removed ${runId}`)
      }
    })
}

/** Asks at the terminal. @throws UsageError where there is none to ask at. */
async function confirm(io: CommandIo, question: string): Promise<boolean> {
  if (!io.isTerminal || !process.stdin.isTTY) {
    throw new UsageError({ problem: 'There is no terminal to ask at.', remedy: 'Confirm with --yes.' })
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(question, { signal: io.signal })).trim())
  } finally {
    terminal.close()
  }
}

async function withDatabase<Result>(use: (database: Database) => Promise<Result>): Promise<Result> {
  using database = await Database.open()
  return await use(database)
}
