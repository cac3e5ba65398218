import { loadComparison } from '../../loaders/comparison.ts'
import { siteRunIds, withResults } from '../../loaders/open-results.ts'
import { writeJson } from '../../loaders/write-output.ts'

writeJson(await withResults(siteRunIds(), loadComparison))
