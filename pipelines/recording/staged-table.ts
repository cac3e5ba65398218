import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BIGINT,
  DECIMAL,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  INTEGER,
  UTINYINT,
} from '@duckdb/node-api'
import { copyStatement, copyToParquet } from '../database/copy-to-parquet.ts'
import type { Database } from '../database/open-database.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import { type AppendColumn, TableAppender } from '../database/table-appender.ts'
import { concatenateParquet } from '../sources/parquet/concatenate.ts'

/** Digits of a wide decimal. A union of runs whose scales differ by up to twelve still fits in 38 digits; beyond
 *  them DuckDB would keep the digits before the point and round those after it, silently. */
export const WIDE_DIGITS = 26

/** Physical layout of a column, by what it holds. */
export const column = {
  code: { type: UTINYINT, bytes: 1 },
  count: { type: INTEGER, bytes: 4 },
  time: { type: BIGINT, bytes: 8 },
  decimal: (scale: number): AppendColumn => ({ type: DECIMAL(18, scale), bytes: 8 }),
  wideDecimal: (scale: number): AppendColumn => ({ type: DECIMAL(WIDE_DIGITS, scale), bytes: 16 }),
} as const

/** A query that serves the rows staged since the last call in place of the usual one, with what it reads besides the
 *  table made as temporary views of the connection that runs it; undefined when the usual one serves. Called, up to
 *  its first await, before further rows come. */
export type SpecialQuery = (connection: DuckDBConnection) => Promise<Statement> | undefined

export interface StagedTableSetting {
  /** Empty relation that types the table; its file's name is what the query reads. */
  readonly shape: Statement
  readonly columns: readonly AppendColumn[]
  /** What the query reads in place of the shape's own name: the shape's rows in another form. */
  readonly relation?: { readonly name: string; readonly text: string }
  /** Turns the table's rows into the file's; its file's name is the Parquet file's. */
  readonly query: Statement
  readonly specialQuery?: SpecialQuery
  readonly folder: string
  readonly originNs: bigint
  /** Rows of one part, by default two full row groups. */
  readonly partRows?: number
}

const PART_ROWS = 2 * 122_880

/** One of a staged table's two halves: a DuckDB table, its connection and its appender. */
interface Half {
  readonly connection: DuckDBConnection
  readonly table: string
  appender: TableAppender
  /** The file of its next part, and the statement that writes it: prepared ahead, since the replay holds the
   *  JavaScript thread and only a single call starts at once. */
  part: string
  copy: DuckDBPreparedStatement
}

/** A table that takes one kind of record during a run and becomes one Parquet file at its end. While one half takes
 *  rows the other is written out as a part on DuckDB's threads; the parts are joined by their bytes. So writing
 *  costs the replay little time, and memory does not grow with the run. */
export class StagedTable {
  readonly #setting: StagedTableSetting
  readonly #halves: readonly [Half, Half]
  readonly #file: string
  readonly #parts: string[] = []
  #current = 0
  #rows = 0
  #writing: Promise<void> = Promise.resolve()

  private constructor(setting: StagedTableSetting, halves: readonly [Half, Half]) {
    this.#setting = setting
    this.#halves = halves
    this.#file = join(setting.folder, `${statementName(setting.query)}.parquet`)
  }

  static async open(database: Database, setting: StagedTableSetting): Promise<StagedTable> {
    return new StagedTable(setting, [
      await openHalf(database, setting, 1),
      await openHalf(database, setting, 2),
    ])
  }

  append(blocks: readonly ArrayBufferView[], rows: number): void {
    this.#halves[this.#current]!.appender.append(blocks, rows)
    this.#rows += rows
  }

  /** Starts writing a part when enough rows are there; waits for the part before, so that at most two exist. */
  async settle(): Promise<void> {
    if (this.#rows >= (this.#setting.partRows ?? PART_ROWS)) await this.#rotate()
  }

  /** Writes the file. */
  async finish(): Promise<void> {
    if (this.#rows > 0 || this.#parts.length === 0) await this.#rotate()
    await this.#writing
    for (const half of this.#halves) {
      half.appender.close()
      half.copy.destroySync()
    }
    const [first] = this.#parts
    if (this.#parts.length === 1 && first !== undefined) {
      await rename(first, this.#file)
      return
    }
    await concatenateParquet(this.#parts, this.#file)
    for (const part of this.#parts) await rm(part)
  }

  async #rotate(): Promise<void> {
    await this.#writing
    const half = this.#halves[this.#current]!
    half.appender.flush()
    this.#parts.push(half.part)
    this.#writing = this.#writePart(half)
    // A failure is reported by the next await of the writing; until then it is no unhandled rejection.
    this.#writing.catch(() => {})
    this.#current = 1 - this.#current
    this.#rows = 0
  }

  async #writePart(half: Half): Promise<void> {
    const { connection, part } = half
    const special = this.#setting.specialQuery?.(connection)
    if (special === undefined) await half.copy.run()
    else {
      const { text } = await special
      await copyToParquet(connection, text, part, COPY_OPTIONS, { origin_ns: this.#setting.originNs })
    }
    half.copy.destroySync()
    half.appender.close()
    // The halves take turns, so this one's next part is the one after the other's.
    const next = Number(/\d+$/.exec(part)?.[0]) + 2
    Object.assign(half, await refreshed(connection, half.table, this.#setting, next))
  }
}

const COPY_OPTIONS = { dictionary: false }

async function openHalf(database: Database, setting: StagedTableSetting, partNumber: number): Promise<Half> {
  const { shape, relation } = setting
  const connection = await database.connect()
  const table = `${statementName(shape)}_${partNumber}`
  await connection.run(`create table ${quoteIdentifier(table)} as ${shape.text}`)
  const view = async (name: string, text: string): Promise<void> => {
    await connection.run(`create temporary view ${quoteIdentifier(name)} as ${text}`)
  }
  await view(statementName(shape), `select * from ${quoteIdentifier(table)}`)
  if (relation !== undefined) await view(relation.name, relation.text)
  return { connection, table, ...(await refreshed(connection, table, setting, partNumber)) }
}

/** Makes a half ready for rows: an empty table (dropping the old one frees its memory, deleting rows would not), an
 *  appender, and the statement that will write its next part. */
async function refreshed(
  connection: DuckDBConnection,
  table: string,
  setting: StagedTableSetting,
  partNumber: number,
): Promise<Pick<Half, 'appender' | 'part' | 'copy'>> {
  const { shape, columns, query, folder, originNs } = setting
  await connection.run(`create or replace table ${quoteIdentifier(table)} as ${shape.text}`)
  const part = join(folder, `${statementName(query)}.parquet.part-${partNumber}`)
  const copy = await connection.prepare(copyStatement(query.text, part, COPY_OPTIONS))
  copy.bind({ origin_ns: originNs })
  return { appender: await TableAppender.open(connection, table, columns), part, copy }
}
