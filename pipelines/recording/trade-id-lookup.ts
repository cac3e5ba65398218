import type { DuckDBConnection } from '@duckdb/node-api'
import { EVIDENCE_IS_ORDINAL, type FillBlock, readInt64 } from '../../engine/index.ts'
import { quoteLiteral } from '../database/quote.ts'
import { noTradeIds } from './statements.ts'

/** A cell of prints that evidence may refer to: its rows have the ordinals `[firstOrdinal, firstOrdinal + rows)`
 *  among the instrument's prints of the run. */
export interface TradeCell {
  readonly instrumentIndex: number
  readonly file: string
  readonly firstOrdinal: number
  readonly rows: number
}

/** The codes of a fill give an instrument eight bits. */
const INSTRUMENTS_MAX = 256

/** Turns trade ordinals, which the replay records where a venue's trade ids are no numbers, into those ids when a
 *  table is written: only the cells that the staged fills refer to are read, once per part. */
export class TradeIdLookup {
  readonly #cells: readonly TradeCell[]
  /** By instrument: the first and last ordinal noted since the last `prepare`, the last one -1 where there is none. */
  readonly #firstOrdinals = new Float64Array(INSTRUMENTS_MAX).fill(Number.POSITIVE_INFINITY)
  readonly #lastOrdinals = new Float64Array(INSTRUMENTS_MAX).fill(-1)
  #hasOrdinals = false

  constructor(cells: readonly TradeCell[]) {
    this.#cells = cells
  }

  /** Notes which ordinals a block refers to. Ordinals of one instrument ascend, so its ends suffice. */
  observe(block: FillBlock): void {
    for (let row = 0; row < block.rows; row++) {
      if ((block.codes[row]! & EVIDENCE_IS_ORDINAL) === 0) continue
      const ordinal = readInt64(block.evidenceId, row)
      const index = (block.codes[row]! >> 16) & 255
      if (ordinal < this.#firstOrdinals[index]!) this.#firstOrdinals[index] = ordinal
      if (ordinal > this.#lastOrdinals[index]!) this.#lastOrdinals[index] = ordinal
      this.#hasOrdinals = true
    }
  }

  /** Whether any fill noted since the last `prepare` refers to a print by its ordinal. */
  hasOrdinals(): boolean {
    return this.#hasOrdinals
  }

  /** Makes the connection's `run_trade_ids` show the prints noted since the last call. Notes start anew before
   *  the first await, so that blocks observed meanwhile count for the next part. */
  async prepare(connection: DuckDBConnection): Promise<void> {
    const branches = this.#cells
      .filter(({ instrumentIndex: index, firstOrdinal, rows }) => {
        return firstOrdinal <= this.#lastOrdinals[index]! && firstOrdinal + rows > this.#firstOrdinals[index]!
      })
      .map(
        cell =>
          `select ${cell.instrumentIndex}::utinyint as instrument_index, ` +
          `file_row_number + ${cell.firstOrdinal} as ordinal, trade_id ` +
          `from read_parquet(${quoteLiteral(cell.file)}, file_row_number = true)`,
      )
    this.#firstOrdinals.fill(Number.POSITIVE_INFINITY)
    this.#lastOrdinals.fill(-1)
    this.#hasOrdinals = false
    const text = [...branches, noTradeIds.text].join('\nunion all by name\n')
    await connection.run(`create or replace temporary view run_trade_ids as ${text}`)
  }
}
