/** A SQL string literal; for the few places where DuckDB takes no parameter (file names, COPY options). */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A quoted SQL identifier. Callers pass names from an allow-list or from a Parquet schema. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
