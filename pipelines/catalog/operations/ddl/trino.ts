import { columnLines, type Dialect, scaleOf, textLiteral } from './external-table.ts'

const TYPES: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  utinyint: 'SMALLINT',
  ubigint: 'BIGINT',
  varchar: 'VARCHAR',
}

/** Trino: external tables of the Hive connector, in `hive.odum`. */
export const trino: Dialect = {
  preamble: [
    'Trino, Hive connector named hive with Cloud Storage configured. CREATE SCHEMA IF NOT EXISTS hive.odum comes first.',
    'After conversions of new dates run the CALL statements again. Filter on date: it prunes.',
  ],
  columnType(type) {
    const scale = scaleOf(type)
    return scale === undefined ? (TYPES[type] ?? 'VARCHAR') : `DECIMAL(18, ${scale})`
  },
  decimalType: scale => `DECIMAL(38, ${scale})`,
  table: table => [
    `CREATE TABLE IF NOT EXISTS ${trino.place(table.name)} (\n${columnLines(trino, table.columns)},\n` +
      '    "date" DATE\n)\nWITH (\n' +
      "    format = 'PARQUET',\n" +
      "    partitioned_by = ARRAY['date'],\n" +
      `    external_location = ${textLiteral(table.location)}\n)`,
    `CALL hive.system.sync_partition_metadata('odum', ${textLiteral(table.name)}, 'FULL')`,
  ],
  quote: name => `"${name.replaceAll('"', '""')}"`,
  place: name => `hive.odum.${trino.quote(name)}`,
  view: (place, select) => `CREATE OR REPLACE VIEW ${place} AS
${select}`,
}
