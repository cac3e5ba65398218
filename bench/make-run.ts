import { runBacktest } from '../pipelines/jobs/run-backtest.ts'
import { benchConfig, catalogDay } from './bench-day.ts'

/** Makes the run that analysis and report are measured on below the results root it is given, not yet analysed:
 *  `node bench/make-run.ts <root>`. A process of its own, so that the memory of a replay is not taken for theirs. */
const [root] = process.argv.slice(2)
if (root === undefined) throw new RangeError('which results root?')
const day = await catalogDay()
const config = benchConfig(day.rawRoot, day.catalogRoot, [`results.root=${root}`])
await runBacktest({ config, mode: 'report', verify: false, analyse: false })
