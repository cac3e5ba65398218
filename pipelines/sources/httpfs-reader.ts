import type { DuckDBConnection } from '@duckdb/node-api'
import type { Database } from '../database/open-database.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { oneRow } from '../database/statement.ts'
import { SourceChangedError } from '../errors.ts'
import { findObjects, listObjects, pinned } from './cloud/cloud-objects.ts'
import { type Credentials, type Environment, hmacFrom } from './cloud/credentials.ts'
import { fetchFooter } from './cloud/fetch-footer.ts'
import { type CloudOptions, type OpenedCloud, openCloud } from './cloud/open-client.ts'
import { loadHttpfs } from './httpfs-extension.ts'
import { layoutOf, type ParquetFooter } from './parquet/footer.ts'
import { RecentCache } from './recent-cache.ts'
import { rowGroupSlices } from './row-group-slices.ts'
import type { SourceObject, SourceReader } from './source-reader.ts'
import { httpTraffic } from './statements.ts'

export interface HttpfsReaderOptions extends CloudOptions {
  /** The database whose statements read the objects; the extension is loaded into it. */
  readonly database: Database
  /** `ODUM_DUCKDB_EXTENSION_DIRECTORY`. */
  readonly extensionDirectory: string
}

const FOOTERS_MAX = 64
const SECRET = 'odum_source'

/** Lets DuckDB itself read the objects, by ranges through its httpfs extension. What is fetched is the object's
 *  address; DuckDB transfers the row groups when the statement runs, and refuses an object whose ETag changes
 *  under a statement. @throws HttpfsUnavailableError */
export async function httpfsReader(options: HttpfsReaderOptions): Promise<SourceReader> {
  const cloud = openCloud(options)
  const connection = await options.database.connect()
  await loadHttpfs(connection, options.extensionDirectory)
  await connection.run("call enable_logging('HTTP')")
  const credentials = hmacFor(options) ?? cloud.credentials
  const footers = new RecentCache<Promise<ParquetFooter>>(FOOTERS_MAX)
  const footerOf = (object: SourceObject): Promise<ParquetFooter> =>
    footers.get(`${object.uri}#${object.identity}`, () =>
      fetchFooter(cloud.client, pinned(cloud, object), object.uri),
    )
  return {
    kind: 'httpfs',
    find: paths => findObjects(cloud, paths),
    list: prefix => listObjects(cloud, prefix),
    layout: async object => layoutOf(await footerOf(object)),
    async fetch(object, rowGroups) {
      const footer = await footerOf(object)
      await requireUnchanged(cloud, object)
      // Tokens expire within the hour and are not renewed by DuckDB: each statement gets the current one.
      await connection.run(await secretStatement(cloud, credentials))
      return {
        file: object.uri,
        slices: rowGroupSlices(footer.rowGroups, rowGroups, 'source'),
        [Symbol.asyncDispose]: () => countTraffic(connection, cloud, object),
      }
    },
    usage: uri => cloud.ledger.of(uri),
  }
}

/** DuckDB signs with HMAC keys wherever there are some: they do not expire under a statement. */
function hmacFor({ credentials, env }: HttpfsReaderOptions): Credentials | undefined {
  const environment: Environment = env ?? process.env
  return credentials === undefined ? hmacFrom(environment) : undefined
}

/** httpfs cannot ask for a generation, so it is checked just before. */
async function requireUnchanged({ client, root }: OpenedCloud, object: SourceObject): Promise<void> {
  const now = await client.lookUp(root.bucket, root.prefix + object.path)
  if (now?.generation === object.identity) return
  const found = now === undefined ? 'no object' : `generation ${now.generation}`
  throw new SourceChangedError({ uri: object.uri, expected: `generation ${object.identity}`, found })
}

/** The statement that hands the credentials to DuckDB, which redacts them wherever it shows secrets. */
export async function secretStatement(
  { root, endpoint }: Pick<OpenedCloud, 'root' | 'endpoint'>,
  credentials: Credentials,
): Promise<string> {
  const url = new URL(endpoint)
  const options = [
    'type gcs',
    `scope ${quoteLiteral(`gs://${root.bucket}`)}`,
    `endpoint ${quoteLiteral(url.host)}`,
    "url_style 'path'",
    `use_ssl ${url.protocol === 'https:'}`,
  ]
  if (credentials.kind === 'hmac') {
    options.push(`key_id ${quoteLiteral(credentials.keyId)}`, `secret ${quoteLiteral(credentials.secret)}`)
  } else if (credentials.kind !== 'anonymous') {
    options.push(`bearer_token ${quoteLiteral(await credentials.token())}`)
  }
  return `create or replace temporary secret ${quoteIdentifier(SECRET)} (${options.join(', ')})`
}

/** Books what DuckDB transferred since the last count on the object that was being read. */
async function countTraffic(
  connection: DuckDBConnection,
  { ledger }: OpenedCloud,
  object: SourceObject,
): Promise<void> {
  const { requests, bytes } = await oneRow(connection, httpTraffic, {})
  for (let request = 0n; request < requests; request++) ledger.addRequest(object.uri)
  ledger.addBytes(object.uri, Number(bytes))
  await connection.run('call truncate_duckdb_logs()')
}
