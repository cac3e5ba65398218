import { columnLines, type Dialect, scaleOf } from './external-table.ts'

/** Nullable, since Parquet files do not say that a column never is. */
const TYPES: Readonly<Record<string, string>> = {
  bigint: 'Int64',
  utinyint: 'UInt8',
  ubigint: 'UInt64',
  varchar: 'Nullable(String)',
}

/** ClickHouse: tables of the S3 engine over the interoperability address of Cloud Storage, in a database `odum`. */
export const clickhouse: Dialect = {
  preamble: [
    'ClickHouse 24.8 or later. Keys stay in a named collection: CREATE NAMED COLLECTION odum_storage AS',
    "access_key_id = '<HMAC key>', secret_access_key = '<HMAC secret>'. CREATE DATABASE IF NOT EXISTS odum comes first.",
    'New cells are seen at once. Filter on date: it is read off the path and prunes.',
  ],
  columnType(type) {
    const scale = scaleOf(type)
    return scale === undefined ? (TYPES[type] ?? 'Nullable(String)') : `Nullable(Decimal(18, ${scale}))`
  },
  decimalType: scale => `Nullable(Decimal(38, ${scale}))`,
  table: table => [
    `CREATE TABLE IF NOT EXISTS ${clickhouse.place(table.name)} (\n` +
      `${columnLines(clickhouse, table.columns)},\n    \`date\` Date\n)\n` +
      `ENGINE = S3(odum_storage, url = ${literal(`${httpAddress(table.location)}/date=*/*.parquet`)}, ` +
      "format = 'Parquet')\nSETTINGS use_hive_partitioning = 1",
  ],
  quote: name => `\`${name.replaceAll('`', '\\`')}\``,
  place: name => `odum.${clickhouse.quote(name)}`,
  view: (place, select) => `CREATE OR REPLACE VIEW ${place} AS
${select}`,
}

/** The address of the interoperability interface; percent signs of names are escaped once more, as in any URL. */
function httpAddress(location: string): string {
  const path = location.replace(/^gs:\/\//, '').replaceAll('%', '%25')
  return location.startsWith('gs://') ? `https://storage.googleapis.com/${path}` : location
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
