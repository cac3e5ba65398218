import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { copyToParquet } from '../../pipelines/database/copy-to-parquet.ts'
import { loaderQuery, loaderRows } from '../../pipelines/results/loader-rows.ts'
import { registerMarketFor } from '../../pipelines/results/run-cells.ts'
import { siteRunIds, withResults } from './open-results.ts'

/** Runs a notebook's `x.json.sql` or `x.parquet.sql` over the result views, and those of the catalog over the cells
 *  that the runs read, and writes its rows to stdout. Page parameters are `$name` in the statement, e.g. `$run`. */

const { positionals, values } = parseArgs({ allowPositionals: true, strict: false })
const [file] = positionals
const format = /\.(json|parquet)\.sql$/.exec(file ?? '')?.[1]
if (file === undefined || format === undefined) {
  throw new RangeError(`${file ?? 'no file'}: a SQL loader is named x.json.sql or x.parquet.sql`)
}
const text = loaderQuery(await readFile(file, 'utf8'))
const params = Object.fromEntries(
  Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && text.includes(`$${entry[0]}`),
  ),
)
await withResults(siteRunIds(), async connection => {
  await registerMarketFor(connection, text)
  if (format === 'parquet') {
    await copyToParquet(connection, text, '/dev/stdout', {}, params)
    return
  }
  process.stdout.write(await loaderRows(connection, text, params))
})
