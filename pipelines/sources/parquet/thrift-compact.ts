/** Thrift's compact protocol, as Parquet footers use it, read and written without loss: what is not understood
 *  is carried along unchanged. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md */

export type ThriftValue = boolean | number | bigint | Uint8Array | ThriftList | ThriftStruct

export interface ThriftField {
  readonly type: number
  readonly value: ThriftValue
}

/** Fields by id. Integers of 16 bits and more are bigint. */
export type ThriftStruct = Map<number, ThriftField>

export interface ThriftList {
  readonly elementType: number
  readonly items: readonly ThriftValue[]
}

export const TRUE = 1
export const FALSE = 2
export const BYTE = 3
export const I16 = 4
export const I32 = 5
export const I64 = 6
export const DOUBLE = 7
export const BINARY = 8
export const LIST = 9
export const STRUCT = 12

interface Cursor {
  readonly view: DataView
  offset: number
}

/** @throws RangeError when the bytes end early or are no compact struct. */
export function decodeStruct(bytes: Uint8Array): ThriftStruct {
  return readStruct({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 })
}

function readStruct(cursor: Cursor): ThriftStruct {
  const fields: ThriftStruct = new Map()
  let id = 0
  for (;;) {
    const header = cursor.view.getUint8(cursor.offset++)
    const type = header & 0x0f
    if (type === 0) return fields
    const delta = header >> 4
    id = delta === 0 ? Number(readZigZag(cursor)) : id + delta
    const value = type === TRUE || type === FALSE ? type === TRUE : readValue(cursor, type)
    fields.set(id, { type, value })
  }
}

function readValue(cursor: Cursor, type: number): ThriftValue {
  switch (type) {
    case TRUE:
    case FALSE:
      return cursor.view.getInt8(cursor.offset++) === TRUE
    case BYTE:
      return cursor.view.getInt8(cursor.offset++)
    case I16:
    case I32:
    case I64:
      return readZigZag(cursor)
    case DOUBLE:
      cursor.offset += 8
      return cursor.view.getFloat64(cursor.offset - 8, true)
    case BINARY:
      return readBinary(cursor)
    case LIST:
      return readList(cursor)
    case STRUCT:
      return readStruct(cursor)
    default:
      throw new RangeError(`unknown Thrift type ${type}`)
  }
}

function readBinary(cursor: Cursor): Uint8Array {
  const length = Number(readVarint(cursor))
  const bytes = new Uint8Array(cursor.view.buffer, cursor.view.byteOffset + cursor.offset, length)
  cursor.offset += length
  if (cursor.offset > cursor.view.byteLength) throw new RangeError('text ends after the footer')
  return bytes
}

function readList(cursor: Cursor): ThriftList {
  const header = cursor.view.getUint8(cursor.offset++)
  const elementType = header & 0x0f
  const length = header >> 4 === 15 ? Number(readVarint(cursor)) : header >> 4
  const items: ThriftValue[] = []
  for (let index = 0; index < length; index++) items.push(readValue(cursor, elementType))
  return { elementType, items }
}

function readVarint(cursor: Cursor): bigint {
  let result = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.view.getUint8(cursor.offset++)
    result |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return result
  }
  throw new RangeError('integer longer than 64 bits')
}

function readZigZag(cursor: Cursor): bigint {
  const folded = readVarint(cursor)
  return (folded >> 1n) ^ -(folded & 1n)
}

export function encodeStruct(struct: ThriftStruct): Uint8Array {
  const out: number[] = []
  writeStruct(out, struct)
  return Uint8Array.from(out)
}

function writeStruct(out: number[], struct: ThriftStruct): void {
  let previous = 0
  for (const [id, field] of [...struct].sort(([left], [right]) => left - right)) {
    const flag = typeof field.value === 'boolean'
    const type = flag ? (field.value === true ? TRUE : FALSE) : field.type
    const delta = id - previous
    if (delta > 0 && delta <= 15) out.push((delta << 4) | type)
    else {
      out.push(type)
      writeZigZag(out, BigInt(id))
    }
    if (!flag) writeValue(out, type, field.value)
    previous = id
  }
  out.push(0)
}

function writeValue(out: number[], type: number, value: ThriftValue): void {
  if (typeof value === 'boolean') out.push(value ? TRUE : FALSE)
  else if (typeof value === 'bigint') writeZigZag(out, value)
  else if (typeof value === 'number') writeNumber(out, type, value)
  else if (value instanceof Uint8Array) {
    writeVarint(out, BigInt(value.length))
    for (const byte of value) out.push(byte)
  } else if (value instanceof Map) writeStruct(out, value)
  else writeList(out, value)
}

function writeNumber(out: number[], type: number, value: number): void {
  if (type === BYTE) {
    out.push(value & 0xff)
    return
  }
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  out.push(...bytes)
}

function writeList(out: number[], list: ThriftList): void {
  if (list.items.length < 15) out.push((list.items.length << 4) | list.elementType)
  else {
    out.push(0xf0 | list.elementType)
    writeVarint(out, BigInt(list.items.length))
  }
  for (const item of list.items) writeValue(out, list.elementType, item)
}

function writeVarint(out: number[], value: bigint): void {
  let rest = value
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  out.push(Number(rest))
}

function writeZigZag(out: number[], value: bigint): void {
  writeVarint(out, value >= 0n ? value << 1n : (-value << 1n) - 1n)
}

const text = new TextDecoder()

export function structOf(struct: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = struct.get(id)?.value
  return value instanceof Map ? value : undefined
}

export function structsOf(struct: ThriftStruct, id: number): readonly ThriftStruct[] {
  return itemsOf(struct, id).filter(item => item instanceof Map)
}

export function itemsOf(struct: ThriftStruct, id: number): readonly ThriftValue[] {
  const value = struct.get(id)?.value
  return typeof value === 'object' && 'items' in value ? value.items : []
}

export function integerOf(struct: ThriftStruct, id: number): number | undefined {
  const value = struct.get(id)?.value
  return typeof value === 'bigint' ? Number(value) : undefined
}

export function bytesOf(struct: ThriftStruct, id: number): Uint8Array | undefined {
  const value = struct.get(id)?.value
  return value instanceof Uint8Array ? value : undefined
}

export function textOf(struct: ThriftStruct, id: number): string | undefined {
  const bytes = bytesOf(struct, id)
  return bytes === undefined ? undefined : text.decode(bytes)
}
