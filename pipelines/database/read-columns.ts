import type { DuckDBMaterializedResult } from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'
import { releaseResults } from './release-results.ts'

/** A flat array that takes one column's physical values: `Float64Array` for DOUBLE, `Int32Array` for INTEGER and
 *  DECIMAL(9, s), `BigInt64Array` for BIGINT and DECIMAL(18, s), `Uint8Array` for UTINYINT. */
export type ColumnTarget = Float64Array | Int32Array | BigInt64Array | Uint8Array

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
      const bytes = rows * target.BYTES_PER_ELEMENT
      const source = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk, column), bytes)
      copy(source, target, row, rows)
    }
    row += rows
  }
  releaseResults(row * targets.reduce((bytes, target) => bytes + target.BYTES_PER_ELEMENT, 0))
  return row
}

function copy(source: Uint8Array, target: ColumnTarget, row: number, rows: number): void {
  const { buffer, byteOffset } = source
  if (target instanceof Float64Array) target.set(new Float64Array(buffer, byteOffset, rows), row)
  else if (target instanceof Int32Array) target.set(new Int32Array(buffer, byteOffset, rows), row)
  else if (target instanceof BigInt64Array) target.set(new BigInt64Array(buffer, byteOffset, rows), row)
  else target.set(new Uint8Array(buffer, byteOffset, rows), row)
}
