/** Key-value metadata of an Arrow schema as Parquet files carry it: an IPC message in base64 under `ARROW:schema`.
 *  Reads the few tables of the flatbuffer that lead there (Message → Schema → custom_metadata).
 *  @returns nothing where the bytes are no such message */
export function arrowMetadata(base64: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(base64, 'base64')
  // Newer messages begin with a mark of four bytes before their length.
  const start = bytes.length >= 8 && bytes.readUInt32LE(0) === CONTINUATION ? 8 : 4
  try {
    const message = tableAt(bytes.subarray(start), 0)
    const schema = message.table(MESSAGE_HEADER)
    const entries = schema?.tables(SCHEMA_METADATA) ?? []
    return Object.fromEntries(entries.map(entry => [entry.text(0) ?? '', entry.text(1) ?? '']))
  } catch (error) {
    if (error instanceof RangeError) return {}
    throw error
  }
}

const CONTINUATION = 0xff_ff_ff_ff
/** Positions of fields in their tables, from Arrow's Message.fbs and Schema.fbs. */
const MESSAGE_HEADER = 2
const SCHEMA_METADATA = 2

interface FlatTable {
  table(field: number): FlatTable | undefined
  tables(field: number): readonly FlatTable[]
  text(field: number): string | undefined
}

/** The flatbuffer table that the offset at a position leads to. @throws RangeError beyond the bytes */
function tableAt(bytes: Buffer, pointer: number): FlatTable {
  const position = pointer + bytes.readUInt32LE(pointer)
  const fields = position - bytes.readInt32LE(position)
  const fieldsEnd = fields + bytes.readUInt16LE(fields)
  const pointerOf = (field: number): number | undefined => {
    const slot = fields + 4 + 2 * field
    const offset = slot < fieldsEnd ? bytes.readUInt16LE(slot) : 0
    return offset === 0 ? undefined : position + offset
  }
  return {
    table(field) {
      const found = pointerOf(field)
      return found === undefined ? undefined : tableAt(bytes, found)
    },
    tables(field) {
      const found = pointerOf(field)
      if (found === undefined) return []
      const vector = found + bytes.readUInt32LE(found)
      const length = bytes.readUInt32LE(vector)
      if (length * 4 > bytes.length) throw new RangeError('a vector longer than its message')
      return Array.from({ length }, (_, index) => tableAt(bytes, vector + 4 + 4 * index))
    },
    text(field) {
      const found = pointerOf(field)
      if (found === undefined) return undefined
      const start = found + bytes.readUInt32LE(found)
      return bytes.toString('utf8', start + 4, start + 4 + bytes.readUInt32LE(start))
    },
  }
}
