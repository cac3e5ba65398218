import { Database } from './open-database.ts'

let opened: Promise<Database> | undefined

/** The process's database for reading Parquet files: footers, and the slices of a replay. Opened once and kept, since
 *  opening one takes ten milliseconds, longer than a footer. Whoever uses it takes connections, closes them, and makes
 *  nothing that others see; statements run on the caller's thread alone. */
export async function sharedDatabase(): Promise<Database> {
  opened ??= openedForReading()
  return await opened
}

async function openedForReading(): Promise<Database> {
  const database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  // A file may be replaced while the process runs: what was read of the old one must not answer for the new one.
  await connection.run('set enable_external_file_cache = false')
  connection.closeSync()
  return database
}
