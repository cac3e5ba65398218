import { allRows } from '../../../pipelines/database/statement.ts'
import { equityCurve } from '../../../pipelines/results/page-statements.ts'
import { listStoredRuns } from '../../../pipelines/results/stored-run.ts'
import { resultsRoot, siteRunIds, withResults } from '../../loaders/open-results.ts'
import { writeJson } from '../../loaders/write-output.ts'

const asked = siteRunIds()
const stored = (await listStoredRuns(resultsRoot())).filter(run => asked?.includes(run.runId) ?? true)
writeJson(
  await withResults(asked, async connection => {
    const curves: Record<string, object[]> = {}
    for (const { runId, folder } of stored) {
      if (folder === 'report')
        curves[runId] = await allRows(connection, equityCurve, { run_id: runId, buckets: 200n })
    }
    return curves
  }),
)
