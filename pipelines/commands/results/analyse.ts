import { Command } from '@commander-js/extra-typings'
import { analyseRun } from '../../jobs/analyse-run.ts'
import { pickRuns } from '../../results/pick-runs.ts'
import { listStoredRuns } from '../../results/stored-run.ts'
import type { CommandIo } from '../command-io.ts'
import { runStages } from '../progress.ts'
import { resultsRootOf } from '../results-root.ts'
import { RESULTS_OPTION, RESULTS_TEXT } from './results-option.ts'

/** `odum results analyse`: measures runs against the market they were replayed over. */
export function analyseCommand(io: CommandIo) {
  return new Command('analyse')
    .description(
      'measure the fills and parents of runs against the market: shortfall, markouts, spreads ' +
        '(default: the runs that lack it)',
    )
    .argument('[run_id...]')
    .option(RESULTS_OPTION, RESULTS_TEXT)
    .action(async (asked, options) => {
      const root = resultsRootOf(io, options.results)
      const stored = await listStoredRuns(root)
      const lacking = stored.filter(run => run.folder === 'report' && run.tables.fill_mids === undefined)
      const ids = stored.map(run => run.runId)
      const runIds = asked.length === 0 ? lacking.map(run => run.runId) : pickRuns(ids, asked, root)
      if (runIds.length === 0) return io.notify('every run is analysed')
      await runStages(
        io,
        runIds.map(runId => ({
          title: `analyse ${runId}`,
          run: async () => {
            const { fills, parents } = await analyseRun(root, runId, io.env)
            return `${fills.toLocaleString('en-US')} fills, ${parents.toLocaleString('en-US')} recorded parents`
          },
        })),
      )
    })
}
