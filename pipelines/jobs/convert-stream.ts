import type { DuckDBConnection } from '@duckdb/node-api'
import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogType } from '../catalog/cell-grid.ts'
import type { Database } from '../database/open-database.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { ConversionInterruptedError } from '../errors.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import { type BatchProfile, profileBatch, stageBatch } from '../staging/stage-batch.ts'
import { type CellPart, writeCellFiles } from './cell-writer.ts'
import type { ConversionSettings } from './conversion-settings.ts'
import { type FetchedBatch, fetchAhead } from './fetch-ahead.ts'
import type { DaySource } from './find-sources.ts'
import type { StreamCell } from './plan-cells.ts'
import type { RawStream } from './raw-streams.ts'
import { planReads, type ReadBatch } from './read-plan.ts'
import { RejectedRows } from './rejected-rows.ts'
import { sourceFault } from './source-fault.ts'
import type { OpenedSource } from './source-layouts.ts'

/** What one stream of a conversion works on. */
export interface StreamWork {
  readonly catalog: Catalog
  readonly stream: RawStream
  readonly settings: ConversionSettings
  readonly reader: SourceReader
  readonly cells: readonly StreamCell[]
  readonly sources: readonly OpenedSource[]
  readonly daySources: readonly DaySource[]
}

/** Called after each batch and each cell. @throws to stop the conversion between two cells. */
export interface StreamObserver {
  readonly signal: AbortSignal | undefined
  readonly onBatch: (rows: number) => void
  readonly onCell: () => void
}

export interface StreamOutcome {
  readonly rowsWritten: Partial<Record<CatalogType, number>>
  readonly rejected: ReadonlyMap<string, number>
  duplicates: number
  assumedBuyers: number
  beforeEvent: { rows: number; maxNs: bigint }
  readonly reads: { readonly uri: string; readonly rows: number; readonly rowGroups: number }[]
}

/** Cells written at once; each is one row group or two, which one thread encodes. */
const WRITERS = 2

/** Converts the missing cells of one stream: stages row groups in source order, each once, and writes every cell as
 *  soon as no later row group can touch it. Holds the rows of unfinished cells and one batch. */
export class StreamConversion {
  readonly #work: StreamWork
  readonly #observer: StreamObserver
  readonly #staging: DuckDBConnection
  readonly #writers: readonly DuckDBConnection[]
  readonly #parts = new Map<number, CellPart[]>()
  readonly #openReads: number[]
  readonly #written: boolean[]
  readonly #tables = new Map<string, ReadonlySet<number>>()
  readonly #rejected: RejectedRows
  readonly #prefix: string
  readonly outcome: StreamOutcome

  private constructor(
    work: StreamWork,
    observer: StreamObserver,
    staging: DuckDBConnection,
    writers: readonly DuckDBConnection[],
  ) {
    this.#work = work
    this.#observer = observer
    this.#staging = staging
    this.#writers = writers
    this.#openReads = work.cells.map(() => 0)
    this.#written = work.cells.map(() => false)
    this.#prefix = `staged_${work.stream.dataType}`
    const { catalog, stream, settings } = work
    const folder = catalog.rejectedFolder(stream.dataType, settings.instrumentId)
    this.#rejected = new RejectedRows(catalog.files, folder, settings.maxRejectedFraction)
    this.outcome = {
      rowsWritten: {},
      rejected: this.#rejected.byReason,
      duplicates: 0,
      assumedBuyers: 0,
      beforeEvent: { rows: 0, maxNs: 0n },
      reads: [],
    }
  }

  /** @throws ConversionInterruptedError, RejectedRowsError and the faults of reading and writing. */
  static async run(database: Database, work: StreamWork, observer: StreamObserver): Promise<StreamOutcome> {
    const staging = await database.connect()
    const writers = await Promise.all(Array.from({ length: WRITERS }, () => database.connect()))
    try {
      const conversion = new StreamConversion(work, observer, staging, writers)
      await conversion.#convert()
      return conversion.outcome
    } finally {
      for (const connection of [staging, ...writers]) connection.closeSync()
    }
  }

  async #convert(): Promise<void> {
    const { stream, sources, cells } = this.#work
    await this.#staging.run(`create or replace table ${this.#emptyTable} as ${stream.noRows.text}`)
    const batches = planReads(sources, cells)
    for (const batch of batches)
      for (const cell of batch.cells) this.#openReads[cell] = (this.#openReads[cell] ?? 0) + 1
    await this.#writeFinished()
    for await (const fetched of fetchAhead(this.#work.reader, batches)) {
      await this.#stage(fetched)
      for (const cell of fetched.batch.cells) this.#openReads[cell] = (this.#openReads[cell] ?? 0) - 1
      await this.#writeFinished()
      await this.#dropFinished()
    }
  }

  get #emptyTable(): string {
    return quoteIdentifier(`${this.#prefix}_none`)
  }

  async #stage({ batch, batchIndex, fetched: given }: FetchedBatch): Promise<void> {
    await using fetched = given
    this.#checkInterrupt()
    const { settings, stream } = this.#work
    const { object, mapping } = batch.source
    const table = `${this.#prefix}_${batchIndex}`
    try {
      await stageBatch(this.#staging, table, mapping, fetched, settings.tsInitOffsetNs)
    } catch (error) {
      throw sourceFault(object.uri, error)
    }
    const profile = await profileBatch(this.#staging, table, stream.dataType, settings.cellLengthNs)
    await this.#rejected.setAside(this.#staging, batch, profile, fetched)
    this.#addParts(batch, batchIndex, table, profile)
    this.#tables.set(table, batch.cells)
    const rows = batch.rowGroups.reduce((sum, group) => sum + group.rows, 0)
    this.outcome.reads.push({ uri: object.uri, rows, rowGroups: batch.rowGroups.length })
    this.outcome.assumedBuyers += profile.assumedBuyers
    this.#observer.onBatch(rows)
  }

  #addParts(batch: ReadBatch, batchIndex: number, table: string, profile: BatchProfile): void {
    const { cells, settings } = this.#work
    const indexes = new Map(
      [...batch.cells].map(index => [(cells[index]?.startNs ?? 0n) / settings.cellLengthNs, index]),
    )
    for (const found of profile.cells) {
      const index = indexes.get(found.cellIndex)
      if (index === undefined) continue
      const parts = this.#parts.get(index) ?? []
      parts.push({ table, batchIndex, source: batch.source.object, profile: found })
      this.#parts.set(index, parts)
      const late = this.outcome.beforeEvent
      late.rows += found.beforeEvent
      if (found.maxBeforeEventNs > late.maxNs) late.maxNs = found.maxBeforeEventNs
    }
  }

  async #writeFinished(): Promise<void> {
    const { cells } = this.#work
    const ready = cells.flatMap((cell, index) => {
      return this.#openReads[index] === 0 && this.#written[index] === false ? [{ cell, index }] : []
    })
    const queue = ready.values()
    const failures: unknown[] = []
    const work = async (connection: DuckDBConnection): Promise<void> => {
      for (const { cell, index } of queue) {
        // After one failure the other writer ends with the cell it is at.
        if (failures.length > 0) return
        try {
          this.#checkInterrupt()
          await this.#writeOne(connection, cell, index)
        } catch (error) {
          failures.push(error)
        }
      }
    }
    await Promise.all(this.#writers.map(work))
    if (failures.length > 0) throw failures[0]
  }

  async #writeOne(connection: DuckDBConnection, cell: StreamCell, index: number): Promise<void> {
    const { catalog, stream, settings, daySources } = this.#work
    const parts = this.#parts.get(index) ?? []
    const own = daySources.find(source => source.date === undefined || source.date === cell.date)?.object
    const used = [...(own === undefined ? [] : [own]), ...parts.map(part => part.source)]
    const neighbours = daySources.filter(
      ({ date }) => date !== undefined && cell.neighbourDates.includes(date),
    )
    const origin = {
      sources: used.filter((source, at) => used.findIndex(other => other.uri === source.uri) === at),
      neighboursMissing: neighbours.filter(({ object }) => object === undefined).map(({ path }) => path),
    }
    const empty = `${this.#prefix}_none`
    const written = await writeCellFiles(
      connection,
      catalog.files,
      stream,
      settings,
      cell,
      parts,
      origin,
      empty,
    )
    for (const type of stream.types) {
      this.outcome.rowsWritten[type] = (this.outcome.rowsWritten[type] ?? 0) + (written.rows[type] ?? 0)
    }
    this.outcome.duplicates += written.duplicates
    this.#written[index] = true
    this.#parts.delete(index)
    this.#observer.onCell()
  }

  async #dropFinished(): Promise<void> {
    for (const [table, cells] of this.#tables) {
      if ([...cells].some(cell => this.#written[cell] === false)) continue
      await this.#staging.run(`drop table ${quoteIdentifier(table)}`)
      this.#tables.delete(table)
    }
  }

  #checkInterrupt(): void {
    if (this.#observer.signal?.aborted !== true) return
    const cellsWritten = this.#written.filter(Boolean).length
    throw new ConversionInterruptedError({ cellsWritten, cellsLeft: this.#written.length - cellsWritten })
  }
}
