import type { FetchedRowGroups, SourceReader } from '../sources/source-reader.ts'
import type { ReadBatch } from './read-plan.ts'

export interface FetchedBatch {
  readonly batch: ReadBatch
  readonly batchIndex: number
  /** The receiver disposes of it. */
  readonly fetched: FetchedRowGroups
}

/** Fetches batches in order, the next one while the one at hand is worked on. */
export async function* fetchAhead(
  reader: SourceReader,
  batches: readonly ReadBatch[],
): AsyncGenerator<FetchedBatch> {
  let ahead = begin(reader, batches[0])
  try {
    for (const [batchIndex, batch] of batches.entries()) {
      const fetched = await ahead
      ahead = begin(reader, batches[batchIndex + 1])
      if (fetched !== undefined) yield { batch, batchIndex, fetched }
    }
  } finally {
    // Where the work ended early, what was fetched for it is freed; its own failure no longer matters.
    try {
      await (await ahead)?.[Symbol.asyncDispose]()
    } catch {}
  }
}

function begin(reader: SourceReader, batch: ReadBatch | undefined): Promise<FetchedRowGroups | undefined> {
  if (batch === undefined) return Promise.resolve(undefined)
  const { object, mapping } = batch.source
  const columns = mapping.fields.flatMap(({ column }) => (column === undefined ? [] : [column.name]))
  const groups = batch.rowGroups.map(group => group.index)
  const fetched = reader.fetch(object, groups, columns)
  // A failure is raised where the batch is awaited, which may be later than it happens.
  fetched.catch(() => undefined)
  return fetched
}
