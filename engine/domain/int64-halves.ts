/** 64-bit integers as pairs of 32-bit halves in one Int32Array, low half first: the bytes of a Parquet or DuckDB
 *  int64 column. Reading and writing this way costs no bigint. Values must be safe integers. */

const TWO_TO_32 = 4_294_967_296

export function readInt64(halves: Int32Array, index: number): number {
  return (halves[2 * index]! >>> 0) + halves[2 * index + 1]! * TWO_TO_32
}

export function writeInt64(halves: Int32Array, index: number, value: number): void {
  halves[2 * index] = value | 0
  halves[2 * index + 1] = Math.floor(value / TWO_TO_32)
}
