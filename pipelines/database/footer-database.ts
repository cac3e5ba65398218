import { Database } from './open-database.ts'

let opened: Promise<Database> | undefined

/** The process's database for short statements over the footers of files: opened once and kept, since opening one
 *  takes longer than what is asked of it. Each caller takes a connection and closes it; nothing is made in it. */
export async function footerDatabase(): Promise<Database> {
  opened ??= openedForFooters()
  return await opened
}

async function openedForFooters(): Promise<Database> {
  const database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  // A file may be replaced while the process runs: what was read of the old one must not answer for the new one.
  await connection.run('set enable_external_file_cache = false')
  connection.closeSync()
  return database
}
