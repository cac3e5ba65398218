import type { DuckDBMaterializedResult } from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'

/** A flat array that takes one column's physical values: `Float64Array` for DOUBLE, `Uint8Array` for UTINYINT, and
 *  `Int32Array` of twice the length for BIGINT and DECIMAL(18, s), as int64 halves. */
export type ColumnTarget = Float64Array | Int32Array | Uint8Array

/** Bytes of one value of the column a target takes. */
function valueBytes(target: ColumnTarget): number {
  return target instanceof Int32Array ? 8 : target.BYTES_PER_ELEMENT
}

/** Copies a materialised result into flat arrays, chunk by chunk, without a value object; nothing of the result
 *  outlives the call. Columns must hold no NULL.
 *  @param targets one per column, each with room for all rows. @returns the number of rows. */
export function readColumns(result: DuckDBMaterializedResult, targets: readonly ColumnTarget[]): number {
  let row = 0
  for (let index = 0; index < result.chunkCount; index++) {
    const { chunk } = result.getChunk(index)
    const rows = bindings.data_chunk_get_size(chunk)
    for (let column = 0; column < targets.length; column++) {
      const target = targets[column]!
      const bytes = rows * valueBytes(target)
      const source = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk, column), bytes)
      copy(source, target, row, bytes)
    }
    row += rows
  }
  return row
}

function copy(source: Uint8Array, target: ColumnTarget, row: number, bytes: number): void {
  const { buffer, byteOffset } = source
  if (target instanceof Float64Array) target.set(new Float64Array(buffer, byteOffset, bytes / 8), row)
  else if (target instanceof Int32Array) target.set(new Int32Array(buffer, byteOffset, bytes / 4), 2 * row)
  else target.set(new Uint8Array(buffer, byteOffset, bytes), row)
}
