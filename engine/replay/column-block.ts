/** Rows as columns that lie one after another in one buffer, so that a sink may pass a block on whole, to another
 *  thread as well. The memory is shared, not transferred: detaching one buffer slows down every typed array of a
 *  process. Subclasses declare their columns as fields; their order is that of `columns`. */
export abstract class ColumnBlock {
  rows = 0
  readonly memory: SharedArrayBuffer
  readonly columns: ArrayBufferView<SharedArrayBuffer>[] = []
  readonly #rowsMax: number
  #offset = 0

  /** @param rowsMax a multiple of eight. @param memory that of another block of this class, or fresh bytes */
  constructor(rowsMax: number, memory: SharedArrayBuffer) {
    this.#rowsMax = rowsMax
    this.memory = memory
  }

  /** A column of int64 as low and high halves, see `writeInt64`. */
  protected int64(): Int32Array<SharedArrayBuffer> {
    return this.#add(new Int32Array(this.memory, this.#offset, 2 * this.#rowsMax))
  }

  protected int32(): Int32Array<SharedArrayBuffer> {
    return this.#add(new Int32Array(this.memory, this.#offset, this.#rowsMax))
  }

  protected uint8(): Uint8Array<SharedArrayBuffer> {
    return this.#add(new Uint8Array(this.memory, this.#offset, this.#rowsMax))
  }

  /** A column of 128-bit integers as low and high 64-bit halves. */
  protected int128(): BigInt64Array<SharedArrayBuffer> {
    return this.#add(new BigInt64Array(this.memory, this.#offset, 2 * this.#rowsMax))
  }

  #add<Column extends ArrayBufferView<SharedArrayBuffer>>(column: Column): Column {
    this.columns.push(column)
    this.#offset += column.byteLength
    return column
  }
}
