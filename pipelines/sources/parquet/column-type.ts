import { bytesOf, integerOf, structOf, type ThriftStruct, textOf } from './thrift-compact.ts'

/** A node of a Parquet schema with its children. */
export interface SchemaNode {
  readonly name: string
  readonly element: ThriftStruct
  readonly children: readonly SchemaNode[]
}

/** Builds the tree from the footer's flat, depth-first list and returns the top-level columns. */
export function schemaTree(elements: readonly ThriftStruct[]): readonly SchemaNode[] {
  let next = 0
  const take = (): SchemaNode => {
    const element = elements[next++]
    if (element === undefined) throw new RangeError('schema ends early')
    const children: SchemaNode[] = []
    for (let left = integerOf(element, FIELD.childCount) ?? 0; left > 0; left--) children.push(take())
    return { name: textOf(element, FIELD.name) ?? '', element, children }
  }
  return take().children
}

const FIELD = {
  type: 1,
  repetition: 3,
  name: 4,
  childCount: 5,
  converted: 6,
  scale: 7,
  precision: 8,
  logical: 10,
}
const REPEATED = 2

const PHYSICAL = ['BOOLEAN', 'INTEGER', 'BIGINT', 'TIMESTAMP', 'FLOAT', 'DOUBLE', 'BLOB', 'BLOB']

/** Types by the number of the converted type, the older of Parquet's two annotations. */
const CONVERTED: Readonly<Record<number, string>> = {
  0: 'VARCHAR',
  4: 'VARCHAR',
  6: 'DATE',
  7: 'TIME',
  8: 'TIME',
  9: 'TIMESTAMP',
  10: 'TIMESTAMP',
  11: 'UTINYINT',
  12: 'USMALLINT',
  13: 'UINTEGER',
  14: 'UBIGINT',
  15: 'TINYINT',
  16: 'SMALLINT',
  17: 'INTEGER',
  18: 'BIGINT',
  19: 'JSON',
  21: 'INTERVAL',
}
const CONVERTED_MAP = new Set([1, 2])
const CONVERTED_LIST = 3
const CONVERTED_DECIMAL = 5

/** The DuckDB type that `read_parquet` gives the column. */
export function duckdbType(node: SchemaNode): string {
  const repeated = integerOf(node.element, FIELD.repetition) === REPEATED
  const type = node.children.length > 0 ? nestedType(node) : leafType(node.element)
  return repeated ? `${type}[]` : type
}

function nestedType(node: SchemaNode): string {
  const converted = integerOf(node.element, FIELD.converted)
  const logical = structOf(node.element, FIELD.logical)
  const [only] = node.children
  if (converted === CONVERTED_LIST || logical?.has(3)) return only === undefined ? 'BLOB[]' : listType(only)
  if (only !== undefined && ((converted !== undefined && CONVERTED_MAP.has(converted)) || logical?.has(2))) {
    return `MAP(${only.children.map(duckdbType).join(', ')})`
  }
  return structType(node)
}

function listType(repeated: SchemaNode): string {
  const [element] = repeated.children
  if (element === undefined) return `${leafType(repeated.element)}[]`
  return repeated.children.length === 1 ? `${duckdbType(element)}[]` : `${structType(repeated)}[]`
}

function structType(node: SchemaNode): string {
  return `STRUCT(${node.children.map(child => `${child.name} ${duckdbType(child)}`).join(', ')})`
}

function leafType(element: ThriftStruct): string {
  const logical = structOf(element, FIELD.logical)
  const converted = integerOf(element, FIELD.converted)
  if (logical?.has(5) || converted === CONVERTED_DECIMAL) {
    const decimal = logical === undefined ? undefined : structOf(logical, 5)
    const precision = integerOf(element, FIELD.precision) ?? (decimal && integerOf(decimal, 2)) ?? 18
    const scale = integerOf(element, FIELD.scale) ?? (decimal && integerOf(decimal, 1)) ?? 0
    return `DECIMAL(${precision},${scale})`
  }
  if (logical !== undefined) {
    const annotated = logicalType(logical)
    if (annotated !== undefined) return annotated
  }
  if (converted !== undefined && CONVERTED[converted] !== undefined) return CONVERTED[converted]
  return PHYSICAL[integerOf(element, FIELD.type) ?? 6] ?? 'BLOB'
}

function logicalType(logical: ThriftStruct): string | undefined {
  if (logical.has(1) || logical.has(4)) return 'VARCHAR'
  if (logical.has(6)) return 'DATE'
  if (logical.has(12)) return 'JSON'
  if (logical.has(14)) return 'UUID'
  if (logical.has(15)) return 'FLOAT'
  const time = structOf(logical, 7)
  if (time !== undefined) return adjustedToUtc(time) ? 'TIME WITH TIME ZONE' : timeName(time)
  const timestamp = structOf(logical, 8)
  if (timestamp !== undefined) {
    if (adjustedToUtc(timestamp)) return 'TIMESTAMP WITH TIME ZONE'
    return timeUnit(timestamp) === 'ns' ? 'TIMESTAMP_NS' : 'TIMESTAMP'
  }
  const integer = structOf(logical, 10)
  return integer === undefined ? undefined : integerName(integer)
}

function timeName(time: ThriftStruct): string {
  return timeUnit(time) === 'ns' ? 'TIME_NS' : 'TIME'
}

function integerName(integer: ThriftStruct): string {
  const width = integer.get(1)?.value
  const name = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[Number(width)] ?? 'BIGINT'
  return integer.get(2)?.value === false ? `U${name}` : name
}

function adjustedToUtc(time: ThriftStruct): boolean {
  return time.get(1)?.value === true
}

function timeUnit(time: ThriftStruct): 'ms' | 'us' | 'ns' {
  const unit = structOf(time, 2)
  if (unit?.has(3)) return 'ns'
  return unit?.has(2) ? 'us' : 'ms'
}

const INTEGER_TYPES = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/
const UNIT_SCALE = { ms: 1_000_000n, us: 1000n, ns: 1n }

/** Reads one plain-encoded bound of an integer or timestamp column, or undefined for other types.
 *  The result is in the unit of the DuckDB type: ns for TIMESTAMP_NS, µs for the other timestamps. */
export function boundReader(node: SchemaNode): ((bytes: Uint8Array) => bigint | null) | undefined {
  if (node.children.length > 0) return undefined
  const type = duckdbType(node)
  if (INTEGER_TYPES.test(type)) return bytes => readInteger(bytes, type.startsWith('U'))
  if (!type.startsWith('TIMESTAMP')) return undefined
  const typeUnit = type === 'TIMESTAMP_NS' ? UNIT_SCALE.ns : UNIT_SCALE.us
  const storedUnit = UNIT_SCALE[storedTimestampUnit(node.element)]
  return bytes => {
    const stored = readInteger(bytes, false)
    return stored === null ? null : floorDivide(stored * storedUnit, typeUnit)
  }
}

function storedTimestampUnit(element: ThriftStruct): 'ms' | 'us' | 'ns' {
  const timestamp = structOf(element, FIELD.logical)
  const described = timestamp === undefined ? undefined : structOf(timestamp, 8)
  if (described !== undefined) return timeUnit(described)
  return integerOf(element, FIELD.converted) === 9 ? 'ms' : 'us'
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by < 0n ? quotient - 1n : quotient
}

function readInteger(bytes: Uint8Array, unsigned: boolean): bigint | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length === 4) return BigInt(unsigned ? view.getUint32(0, true) : view.getInt32(0, true))
  if (bytes.length === 8) return unsigned ? view.getBigUint64(0, true) : view.getBigInt64(0, true)
  return null
}

/** Lower and upper bound as the writer left them. The first pair (`min_value`, `max_value`) has a defined order;
 *  the older pair compares as signed, so it only counts for signed columns. */
export function storedBounds(
  statistics: ThriftStruct,
  signed: boolean,
): { min: Uint8Array | undefined; max: Uint8Array | undefined } {
  const min = bytesOf(statistics, 6) ?? (signed ? bytesOf(statistics, 2) : undefined)
  const max = bytesOf(statistics, 5) ?? (signed ? bytesOf(statistics, 1) : undefined)
  return { min, max }
}
