import { Database } from '../../database/open-database.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { writeFillPages } from '../../results/table-pages.ts'

/** Writes the long tables of runs below the site's file root. */
export async function writeTables(
  resultsRoot: string,
  runIds: readonly string[],
  fileRoot: string,
  signal?: AbortSignal,
): Promise<void> {
  using database = await Database.open()
  const connection = await database.connect()
  for (const runId of runIds) {
    signal?.throwIfAborted()
    await registerResultViews(connection, resultsRoot, { runIds: [runId] })
    await writeFillPages(connection, runId, fileRoot)
  }
}
