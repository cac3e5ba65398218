import { columnLines, type Dialect, scaleOf } from './external-table.ts'

const TYPES: Readonly<Record<string, string>> = {
  bigint: 'INT64',
  utinyint: 'INT64',
  ubigint: 'INT64',
  varchar: 'STRING',
}
/** Digits after the point that NUMERIC keeps. */
const NUMERIC_SCALE_MAX = 9

/** BigQuery: external tables with hive partitions over Cloud Storage, in a dataset `odum`. */
export const bigquery: Dialect = {
  preamble: [
    'BigQuery. Make the dataset first, in the location of the bucket: create schema odum options (location = …).',
    'A wildcard covers all dates; new cells are seen at once. Filter on date: it prunes.',
  ],
  columnType(type) {
    const scale = scaleOf(type)
    return scale === undefined ? (TYPES[type] ?? 'STRING') : bigquery.decimalType(scale)
  },
  decimalType: scale => (scale <= NUMERIC_SCALE_MAX ? 'NUMERIC' : 'BIGNUMERIC'),
  table: table => [
    `CREATE OR REPLACE EXTERNAL TABLE ${bigquery.place(table.name)} (\n` +
      `${columnLines(bigquery, table.columns)}\n)\n` +
      'WITH PARTITION COLUMNS (\n    `date` DATE\n)\nOPTIONS (\n' +
      "    format = 'PARQUET',\n" +
      `    uris = [${literal(`${table.location}/*.parquet`)}],\n` +
      `    hive_partition_uri_prefix = ${literal(table.location)},\n` +
      '    require_hive_partition_filter = FALSE\n)',
  ],
  quote: name => `\`${name.replaceAll('`', '')}\``,
  place: name => bigquery.quote(`odum.${name}`),
  view: (place, select) => `CREATE OR REPLACE VIEW ${place} AS\n${select}`,
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
