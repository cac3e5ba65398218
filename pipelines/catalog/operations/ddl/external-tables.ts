import type { Catalog } from '../../catalog.ts'
import { cellColumns, type Precisions } from '../../cell-columns.ts'
import { CATALOG_TYPES, type CatalogType, instrumentFolder } from '../../cell-grid.ts'
import { settingsOfLineage } from '../../lineage.ts'
import { listCells } from '../list-cells.ts'
import { bigquery } from './bigquery.ts'
import { clickhouse } from './clickhouse.ts'
import { type Dialect, type ExternalTable, scaleOf } from './external-table.ts'
import { spark } from './spark.ts'
import { trino } from './trino.ts'

/** Engines by name; a new one is one file and one line here. */
export const DIALECTS = { bigquery, spark, trino, clickhouse } as const satisfies Record<string, Dialect>
export type DdlEngine = keyof typeof DIALECTS

/** Statements that make a catalog's Parquet readable for another engine: an external table an instrument and type,
 *  since their decimals differ, partitioned by date, and a view a type over all of them with `instrument_id`.
 *  @param root where that engine finds the catalog, e.g. `gs://bucket/prefix`; default the catalog's own. */
export async function externalTableDdl(
  catalog: Catalog,
  engine: DdlEngine,
  root: string = catalog.root,
): Promise<string> {
  const dialect = DIALECTS[engine]
  const statements: string[] = []
  for (const type of CATALOG_TYPES) {
    const tables = await tablesOf(catalog, type, root.replace(/\/$/, ''))
    statements.push(...tables.flatMap(table => dialect.table(table)))
    if (tables.length > 0) statements.push(dialect.view(dialect.place(type), unionOf(dialect, tables)))
  }
  const comments = dialect.preamble.map(line => `-- ${line}`).join('\n')
  return [comments, ...statements.map(statement => `${statement};`)].join('\n\n')
}

async function tablesOf(
  catalog: Catalog,
  type: CatalogType,
  root: string,
): Promise<readonly ExternalTable[]> {
  const tables: ExternalTable[] = []
  const taken = new Set<string>()
  for (const instrumentId of await catalog.instrumentsOf(type)) {
    const precisions = await newestPrecisions(catalog, type, instrumentId)
    if (precisions === undefined) continue
    const stem = `${type}_${instrumentId.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`
    const name = taken.has(stem) ? `${stem}_${tables.length}` : stem
    taken.add(name)
    const location = `${root}/${instrumentFolder(type, instrumentId)}`
    tables.push({ type, instrumentId, name, location, columns: cellColumns(type, precisions) })
  }
  return tables
}

/** Precisions of an instrument's last cell; undefined without cells. */
async function newestPrecisions(
  catalog: Catalog,
  type: CatalogType,
  instrumentId: string,
): Promise<Precisions | undefined> {
  const last = (await listCells(catalog, type, instrumentId)).cells.at(-1)
  if (last === undefined) return undefined
  const lineage = await catalog.readLineage(catalog.files.addressOf(last.name))
  return lineage === undefined ? undefined : settingsOfLineage(lineage)
}

/** All instruments of a type, decimals cast to the widest scale among them, so that no engine chooses one. */
function unionOf(dialect: Dialect, tables: readonly ExternalTable[]): string {
  const widest = new Map<string, number>()
  for (const { columns } of tables) {
    for (const [name, type] of Object.entries(columns)) {
      const scale = scaleOf(type)
      if (scale !== undefined) widest.set(name, Math.max(scale, widest.get(name) ?? 0))
    }
  }
  const differing = new Set(
    [...widest]
      .filter(([name, scale]) => tables.some(({ columns }) => scaleOf(columns[name] ?? '') !== scale))
      .map(([name]) => name),
  )
  const branches = tables.map(({ instrumentId, name, columns }) => {
    const values = Object.keys(columns).map(column => {
      const scale = widest.get(column)
      const quoted = dialect.quote(column)
      if (scale === undefined || !differing.has(column)) return `    ${quoted}`
      return `    CAST(${quoted} AS ${dialect.decimalType(scale)}) AS ${quoted}`
    })
    const id = `'${instrumentId.replaceAll("'", "''")}'`
    const head = `SELECT\n    ${id} AS ${dialect.quote('instrument_id')},\n    ${dialect.quote('date')}`
    return `${head},\n${values.join(',\n')}\nFROM ${dialect.place(name)}`
  })
  return branches.join('\nUNION ALL\n')
}
