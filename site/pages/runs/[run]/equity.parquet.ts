import { equityCurve } from '../../../../pipelines/results/page-statements.ts'
import { withResults } from '../../../loaders/open-results.ts'
import { askedRun, writeParquet } from '../../../loaders/write-output.ts'

const run = askedRun()
await withResults([run], connection => writeParquet(connection, equityCurve, { run_id: run, buckets: 2000n }))
