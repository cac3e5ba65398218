import { quoteIdentifier } from '../database/quote.ts'
import { InstrumentStoreColumnsError } from '../errors.ts'
import type { SourceColumn } from '../sources/source-reader.ts'

type StoreKind = 'text' | 'flag' | 'instant'

interface StoreField {
  /** Our column. */
  readonly field: string
  readonly kind: StoreKind
  /** Names seen in exports, the first present one is taken. */
  readonly names: readonly string[]
  readonly required?: true
}

/** The columns we use of an instruments store; a new name is a new word. All others are kept in `store_row`. */
const FIELDS: readonly StoreField[] = [
  {
    field: 'instrument_key',
    kind: 'text',
    names: ['instrument_key', 'canonical_key', 'canonical_id', 'instrument_id'],
    required: true,
  },
  {
    field: 'venue_symbol',
    kind: 'text',
    names: ['exchange_raw_symbol', 'raw_symbol', 'venue_symbol', 'exchange_symbol', 'symbol'],
  },
  {
    field: 'settlement_currency',
    kind: 'text',
    names: ['settle_asset', 'settlement_asset', 'settlement_currency', 'settle_currency', 'settle'],
  },
  {
    field: 'tick_size',
    kind: 'text',
    names: ['tick_size', 'price_tick', 'price_increment', 'min_price_increment'],
  },
  {
    field: 'lot_size',
    kind: 'text',
    names: ['lot_size', 'size_increment', 'step_size', 'amount_increment', 'min_size'],
  },
  { field: 'multiplier', kind: 'text', names: ['multiplier', 'contract_multiplier', 'contract_size'] },
  { field: 'is_inverse', kind: 'flag', names: ['is_inverse', 'inverse'] },
  {
    field: 'available_from',
    kind: 'instant',
    names: ['available_from_datetime', 'available_from', 'available_since', 'listing_time'],
  },
  {
    field: 'available_to',
    kind: 'instant',
    names: ['available_to_datetime', 'available_to', 'available_until', 'delisting_time'],
  },
]

/** Words by which exports write that nothing is there. */
const NOTHING = `('', 'nan', 'nat', 'none', 'null')`

const INTEGER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/

/** The SQL that reads the columns we use from a relation `source` with these columns, under our names.
 *  @throws InstrumentStoreColumnsError naming what was found and what is known */
export function storeExpressions(columns: readonly SourceColumn[], uri: string): string {
  const byName = new Map(columns.map(column => [column.name.toLowerCase(), column]))
  const mapped = FIELDS.map(format => ({
    ...format,
    column: format.names.map(name => byName.get(name)).find(found => found !== undefined),
  }))
  const missing = mapped.filter(({ column, required }) => column === undefined && required === true)
  if (missing.length > 0) {
    throw new InstrumentStoreColumnsError({
      uri,
      missing: missing.map(({ field }) => field),
      found: columns.map(({ name }) => name),
      known: FIELDS.map(({ field, names }) => `${field} as ${names.join('|')}`).join('; '),
    })
  }
  return mapped.map(({ field, kind, column }) => `${readAs(kind, column)} as ${field}`).join(',\n')
}

function readAs(kind: StoreKind, column: SourceColumn | undefined): string {
  const type = { text: 'varchar', flag: 'boolean', instant: 'bigint' }[kind]
  if (column === undefined) return `null::${type}`
  const value = `source.${quoteIdentifier(column.name)}`
  const text = `trim(${value}::varchar)`
  const told = `if(lower(${text}) in ${NOTHING}, null, ${text})`
  if (kind === 'text') return told
  if (kind === 'flag') return `try_cast(${told} as boolean)`
  if (INTEGER.test(column.type)) return unitless(`${value}::bigint`)
  // A day beyond the range of nanoseconds (9999-12-31) stands for no end.
  if (column.type === 'VARCHAR') return `epoch_ns(try_cast(try_cast(${told} as timestamptz) as timestamp_ns))`
  return `epoch_ns(try_cast(${value} as timestamp_ns))`
}

/** Integer times tell their unit by magnitude. */
function unitless(value: string): string {
  return (
    `case when ${value} >= 100000000000000000 then ${value} when ${value} >= 100000000000000 then ${value} * 1000 ` +
    `when ${value} >= 100000000000 then ${value} * 1000000 when ${value} > 0 then ${value} * 1000000000 end`
  )
}
