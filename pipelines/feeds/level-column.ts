import type { IntegerColumn } from '../../engine/index.ts'
import type { ColumnTarget } from '../database/read-columns.ts'

/** One column of prices or sizes: read as it lies in DuckDB, shown to the engine as plain integers. */
export class LevelColumn {
  /** What the reader fills. */
  readonly target: ColumnTarget
  readonly values: IntegerColumn
  readonly #wide: BigInt64Array | undefined

  /** @param isNarrow whether all values fit 32 bits; wide ones are converted after reading */
  constructor(rows: number, isNarrow: boolean) {
    this.#wide = isNarrow ? undefined : new BigInt64Array(rows)
    this.values = isNarrow ? new Int32Array(rows) : new Float64Array(rows)
    this.target = this.#wide ?? this.values
  }

  /** Makes `values` show what was read. @param rows how many rows that is */
  settle(rows: number): void {
    if (this.#wide === undefined) return
    for (let row = 0; row < rows; row++) this.values[row] = Number(this.#wide[row])
  }
}
