import { buildReport } from '../../jobs/build-report.ts'

/** A process that builds the site for the service and ends: `site-worker <results root> <folder>`. Its last words on
 *  stderr tell why it failed. */

const [resultsRoot = '', out = ''] = process.argv.slice(2)
const abort = new AbortController()
process.on('disconnect', () => abort.abort())
process.on('SIGTERM', () => abort.abort())
process.on('SIGINT', () => {})

try {
  await buildReport({ resultsRoot, out }, { signal: abort.signal })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
if (process.connected) process.disconnect()
