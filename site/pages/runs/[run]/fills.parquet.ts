import { fillMarkers } from '../../../../pipelines/results/page-statements.ts'
import { withResults } from '../../../loaders/open-results.ts'
import { askedRun, writeParquet } from '../../../loaders/write-output.ts'

const run = askedRun()
await withResults([run], connection => writeParquet(connection, fillMarkers, { run_id: run, buckets: 150n }))
