import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Database } from '../../database/open-database.ts'
import { ExportTargetError } from '../../errors.ts'
import type { Catalog } from '../catalog.ts'
import { registerCatalogViews } from '../catalog-views.ts'
import { asideName } from '../leftovers.ts'

export interface ExportDatabaseRequest {
  /** A catalog in a folder. */
  readonly catalog: Catalog | undefined
  /** Creates further views in the database, such as those over results. */
  readonly registerMore: (connection: Awaited<ReturnType<Database['connect']>>) => Promise<void>
  /** Absolute path of the database file. */
  readonly file: string
  readonly replace: boolean
}

/** Writes a database file with views and macros alone, over absolute paths: any DuckDB client opens it.
 *  Cells converted later are seen through it; instruments and runs added later need another export.
 *  @returns the number of views. @throws ExportTargetError when the file is there and `replace` is not set */
export async function exportDatabase(request: ExportDatabaseRequest): Promise<number> {
  const { file, replace } = request
  if (existsSync(file) && !replace)
    throw new ExportTargetError({ file, remedy: 'Add --replace to replace it' })
  await mkdir(dirname(file), { recursive: true })
  const aside = asideName(file)
  try {
    const views = await writeViews(aside, request)
    await rename(aside, file)
    return views
  } catch (error) {
    await rm(aside, { force: true })
    await rm(`${aside}.wal`, { force: true })
    throw error
  }
}

async function writeViews(file: string, request: ExportDatabaseRequest): Promise<number> {
  using database = await Database.open({ file })
  const connection = await database.connect()
  await registerCatalogViews(connection, request.catalog)
  await request.registerMore(connection)
  await connection.run('checkpoint')
  const counted = await connection.runAndReadAll('select count(*) from duckdb_views() where not internal')
  return Number(counted.getRows()[0]?.[0] ?? 0)
}
