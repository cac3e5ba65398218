import { columnLines, type Dialect, scaleOf } from './external-table.ts'

const TYPES: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  utinyint: 'SMALLINT',
  // Spark reads unsigned 64-bit integers as decimals.
  ubigint: 'DECIMAL(20, 0)',
  varchar: 'STRING',
}

/** Spark SQL: Parquet tables at a location, in a database `odum`. */
export const spark: Dialect = {
  preamble: [
    'Spark SQL 3.3 or later, with the Cloud Storage connector. CREATE DATABASE IF NOT EXISTS odum comes first.',
    'After conversions of new dates run the MSCK REPAIR TABLE statements again. Filter on date: it prunes.',
  ],
  columnType(type) {
    const scale = scaleOf(type)
    return scale === undefined ? (TYPES[type] ?? 'STRING') : `DECIMAL(18, ${scale})`
  },
  decimalType: scale => `DECIMAL(38, ${scale})`,
  table(table) {
    const name = spark.place(table.name)
    return [
      `CREATE TABLE IF NOT EXISTS ${name} (\n${columnLines(spark, table.columns)},\n    \`date\` DATE\n)\n` +
        `USING PARQUET\nPARTITIONED BY (\`date\`)\nLOCATION ${literal(table.location)}`,
      `MSCK REPAIR TABLE ${name}`,
    ]
  },
  quote: name => `\`${name.replaceAll('`', '``')}\``,
  place: name => `odum.${spark.quote(name)}`,
  view: (place, select) => `CREATE OR REPLACE VIEW ${place} AS
${select}`,
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
