import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteLiteral } from '../database/quote.ts'
import { HttpfsUnavailableError } from '../errors.ts'

/** Settings of the extension that reading needs. The metadata cache would serve an object's old size and ETag after
 *  it was replaced. */
const SETTINGS = [
  'set httpfs_connection_caching = true',
  'set enable_http_metadata_cache = false',
  'set http_retries = 5',
]

/** Loads DuckDB's httpfs from a folder: the file itself, or an extension folder as DuckDB lays it out. Nothing is
 *  ever downloaded. @throws HttpfsUnavailableError */
export async function loadHttpfs(connection: DuckDBConnection, directory: string): Promise<void> {
  const file = join(directory, 'httpfs.duckdb_extension')
  try {
    if (existsSync(file)) await connection.run(`load ${quoteLiteral(file)}`)
    else {
      await connection.run(`set extension_directory = ${quoteLiteral(directory)}`)
      await connection.run('load httpfs')
    }
    for (const setting of SETTINGS) await connection.run(setting)
  } catch (cause) {
    const [detail = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    throw new HttpfsUnavailableError({ directory, detail: detail.replace(/\.$/, '') }, cause)
  }
}
