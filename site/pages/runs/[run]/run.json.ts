import { withResults } from '../../../loaders/open-results.ts'
import { loadRunPage } from '../../../loaders/run-page.ts'
import { askedRun, writeJson } from '../../../loaders/write-output.ts'

const run = askedRun()
writeJson(await withResults([run], connection => loadRunPage(connection, run)))
