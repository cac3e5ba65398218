import { quoteIdentifier } from '../database/quote.ts'
import { WireFormatUnknownError, WireTypeError } from '../errors.ts'
import type { SourceColumn } from '../sources/source-reader.ts'

/** Raw kinds of data: what a source file holds. */
export type RawDataType = 'trades' | 'book_snapshot_5'

export const BOOK_LEVELS = 5

/** Kinds of values; each lists which column types it reads and with which macro of `sql/macros`. */
type ValueKind = 'time' | 'price' | 'size' | 'aggressor' | 'text'

interface FieldFormat {
  /** Our column. */
  readonly field: string
  readonly kind: ValueKind
  /** Names seen in the wild, the first present one is taken. */
  readonly names: readonly string[]
  readonly optional?: true
}

const TIMES: readonly FieldFormat[] = [
  { field: 'ts_event', kind: 'time', names: ['ts_event', 'timestamp'] },
  { field: 'ts_init', kind: 'time', names: ['ts_init', 'local_timestamp'], optional: true },
]

/** Trades: a new name is a new word. */
const TRADES: readonly FieldFormat[] = [
  ...TIMES,
  { field: 'price', kind: 'price', names: ['price'] },
  { field: 'size', kind: 'size', names: ['size', 'amount', 'quantity', 'qty'] },
  { field: 'aggressor_side', kind: 'aggressor', names: ['aggressor_side', 'side'], optional: true },
  { field: 'trade_id', kind: 'text', names: ['trade_id', 'id'], optional: true },
]

/** Styles of book columns: side (`bid`), level (0 to 4) → names of price and size. A new style is a new line. */
const LEVEL_STYLES: readonly {
  price: (s: string, n: number) => string
  size: (s: string, n: number) => string
}[] = [
  { price: (side, n) => `${side}s[${n}].price`, size: (side, n) => `${side}s[${n}].amount` },
  { price: (side, n) => `${side}_price_${n}`, size: (side, n) => `${side}_size_${n}` },
  { price: (side, n) => `${side}_px_${n}`, size: (side, n) => `${side}_sz_${n}` },
  { price: (side, n) => `${side}_px_0${n}`, size: (side, n) => `${side}_sz_0${n}` },
]

const SNAPSHOTS: readonly FieldFormat[] = [
  ...TIMES,
  ...['bid', 'ask'].flatMap(side =>
    Array.from({ length: BOOK_LEVELS }, (_, n): FieldFormat[] => [
      {
        field: `${side}_price_${n}`,
        kind: 'price',
        names: LEVEL_STYLES.map(style => style.price(side, n)),
      },
      { field: `${side}_size_${n}`, kind: 'size', names: LEVEL_STYLES.map(style => style.size(side, n)) },
    ]).flat(),
  ),
]

const FIELDS: Readonly<Record<RawDataType, readonly FieldFormat[]>> = {
  trades: TRADES,
  book_snapshot_5: SNAPSHOTS,
}

/** One of our columns and the source column it is read from. */
export interface MappedField {
  readonly field: string
  readonly kind: ValueKind
  /** Absent when the source has no such column and the field is optional. */
  readonly column: SourceColumn | undefined
}

/** Recognises a source by its column names; columns it does not know are ignored.
 *  @throws WireFormatUnknownError naming what was found and what is known. */
export function recogniseFormat(
  dataType: RawDataType,
  columns: readonly SourceColumn[],
  uri: string,
): readonly MappedField[] {
  const byName = new Map(columns.map(column => [column.name.toLowerCase(), column]))
  const mapped = FIELDS[dataType].map(format => {
    const column = format.names.map(name => byName.get(name)).find(found => found !== undefined)
    return { ...format, column }
  })
  const missing = mapped.filter(({ column, optional }) => column === undefined && optional !== true)
  if (missing.length > 0) {
    throw new WireFormatUnknownError({
      uri,
      dataType,
      found: columns.map(column => column.name),
      missing: missing.map(({ field }) => field),
      known: FIELDS[dataType].map(({ field, names }) => `${field} as ${names.join('|')}`).join('; '),
    })
  }
  return mapped.map(({ field, kind, column }) => ({ field, kind, column }))
}

const EXACT = /^(DECIMAL\(\d+,\s?\d+\)|VARCHAR|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/
const INTEGER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/

/** The SQL that reads a source column as a value of its kind. @throws WireTypeError for other types. */
export function valueExpression(field: MappedField, unitMacro: string, uri: string): string {
  const { kind, column } = field
  if (column === undefined) return kind === 'aggressor' ? '0::utinyint' : 'null'
  const name = quoteIdentifier(column.name)
  const refuse = (expected: string): never => {
    throw new WireTypeError({ uri, column: column.name, found: column.type, expected })
  }
  switch (kind) {
    case 'time':
      return `${unitMacro}(${name})`
    case 'price':
    case 'size':
      if (column.type === 'DOUBLE') return `${kind}_from_double(${name})`
      // The shortest text of a single-precision number is the decimal its writer meant.
      if (column.type === 'FLOAT') return `${kind}_from_exact(${name}::varchar)`
      return EXACT.test(column.type) ? `${kind}_from_exact(${name})` : refuse('DOUBLE, DECIMAL or VARCHAR')
    case 'aggressor':
      if (INTEGER.test(column.type)) return `aggressor_from_integer(${name})`
      return `aggressor_from_text(${name}::varchar)`
    case 'text':
      return `${name}::varchar`
  }
}
