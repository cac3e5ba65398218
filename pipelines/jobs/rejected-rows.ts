import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogFiles } from '../catalog/catalog-files.ts'
import { encodeId } from '../catalog/cell-grid.ts'
import { writeCell } from '../catalog/write-cell.ts'
import { RejectedRowsError } from '../errors.ts'
import type { FetchedRowGroups } from '../sources/source-reader.ts'
import { type BatchProfile, rawSelect } from '../staging/stage-batch.ts'
import { rejectedRows } from '../staging/statements.ts'
import type { ReadBatch } from './read-plan.ts'
import type { OpenedSource } from './source-layouts.ts'

/** The bad rows of a conversion: set aside batch by batch, counted by source and reason. */
export class RejectedRows {
  readonly #files: CatalogFiles
  readonly #folder: string
  readonly #maxFraction: number
  readonly #byUri = new Map<string, Map<string, number>>()
  /** Rows by reason, over all sources. */
  readonly byReason = new Map<string, number>()

  /** @param folder name below the catalog's root. @param maxFraction share of a source's rows that may be bad. */
  constructor(files: CatalogFiles, folder: string, maxFraction: number) {
    this.#files = files
    this.#folder = folder
    this.#maxFraction = maxFraction
  }

  /** Writes the bad rows of the batch that the view `staged_batch` shows.
   *  @throws RejectedRowsError when a source has had too many, CatalogUnwritableError */
  async setAside(
    connection: DuckDBConnection,
    batch: ReadBatch,
    profile: BatchProfile,
    fetched: FetchedRowGroups,
  ): Promise<void> {
    if (profile.rejects.length === 0) return
    const { source } = batch
    const target = { files: this.#files, name: `${this.#folder}/${fileName(batch)}` }
    await connection.run(`create or replace temp view source_file as ${rawSelect(fetched, '*')}`)
    const metadata = { 'odum.source': source.object.uri, 'odum.source_identity': source.object.identity }
    await writeCell(connection, rejectedRows.text, target, metadata, undefined)
    this.#count(source, profile, this.#files.addressOf(target.name))
  }

  #count({ object, rows }: OpenedSource, profile: BatchProfile, file: string): void {
    const reasons = this.#byUri.get(object.uri) ?? new Map<string, number>()
    this.#byUri.set(object.uri, reasons)
    for (const reject of profile.rejects) {
      reasons.set(reject.reason, (reasons.get(reject.reason) ?? 0) + reject.rows)
      this.byReason.set(reject.reason, (this.byReason.get(reject.reason) ?? 0) + reject.rows)
    }
    const rejected = [...reasons.values()].reduce((sum, count) => sum + count, 0)
    if (rejected <= rows * this.#maxFraction) return
    throw new RejectedRowsError({
      uri: object.uri,
      rejectedRows: rejected,
      rows,
      maxFraction: this.#maxFraction,
      reasons: [...reasons].map(([reason, count]) => `${reason}: ${count}`).join(', '),
      file,
    })
  }
}

/** The name follows from the source and the rows read, so a repeated conversion replaces its own file. */
function fileName({ source, rowGroups }: ReadBatch): string {
  const groups = rowGroups.map(group => group.index)
  return `${source.date ?? encodeId(source.object.path)}_${groups[0]}-${groups.at(-1)}.parquet`
}
