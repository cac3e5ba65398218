import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type DuckDBConnection, StatementType } from '@duckdb/node-api'
import { OdumError } from '../../../engine/domain/odum-error.ts'
import { Catalog } from '../../catalog/catalog.ts'
import { registerCatalogViews } from '../../catalog/catalog-views.ts'
import { jsonValue } from '../../database/json-value.ts'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'
import { QueryFailedError, QueryRefusedError } from '../../errors.ts'
import { openResults } from '../../results/open-results.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { isCloudRoot } from '../../sources/cloud/location.ts'
import { ObjectCache } from '../../sources/object-store/object-cache.ts'
import type { QueryEnd, QueryTask } from './query-messages.ts'

/** A process that answers one query of a stranger and ends. It reads the files of catalog and results and nothing
 *  else: views are made first, then DuckDB is locked to these folders, then the query is looked at. One SELECT is run,
 *  as several other statements write even on a locked instance. */

process.once('message', (task: QueryTask) => void answer(task))
process.on('disconnect', () => process.exit(1))

async function answer(task: QueryTask): Promise<void> {
  const startedMs = performance.now()
  watchMemory(task.residentBytesMax)
  let end: QueryEnd
  try {
    const { rows, isCut } = await runQuery(task)
    end = { type: 'done', rows, isCut, elapsedMs: Math.round(performance.now() - startedMs) }
  } catch (thrown) {
    const error = thrown instanceof OdumError ? thrown : failed(thrown)
    end = { type: 'failed', code: error.code, httpStatus: error.httpStatus, message: error.message }
  }
  process.stdout.write('', () => process.send?.(end, () => process.disconnect()))
}

async function runQuery(task: QueryTask): Promise<{ rows: number; isCut: boolean }> {
  using database = await Database.open({ threads: task.threads, memoryLimit: task.memory })
  const connection = await database.connect()
  await using results = await openResults(task.resultsRoot, process.env)
  await registerCatalogViews(connection, await catalogOf(task), { query: task.sql })
  await registerResultViews(connection, results.folder)
  await lock(connection, task, results.folder)
  await refuseOthers(connection, task.sql)
  const statements = await connection.extractStatements(task.sql)
  if (statements.count !== 1) {
    throw new QueryRefusedError({ problem: `this is ${statements.count} statements` })
  }
  const statement = await statements.prepare(0)
  if (statement.statementType !== StatementType.SELECT) {
    const found = StatementType[statement.statementType] ?? 'of another kind'
    throw new QueryRefusedError({ problem: `this is ${found}` })
  }
  const result = await statement.stream()
  const names = result.deduplicatedColumnNames()
  const types = names.map((_, index) => String(result.columnType(index)))
  const output = new Output(task, names, types)
  for await (const batch of result.yieldRows()) {
    for (const values of batch) if (!output.add(values.map(value => jsonValue(value ?? null)))) break
    await output.flush()
    if (output.isCut) break
  }
  await output.end()
  return { rows: output.rows, isCut: output.isCut }
}

async function catalogOf({ catalogRoot }: QueryTask): Promise<Catalog | undefined> {
  const isThere = isCloudRoot(catalogRoot) || existsSync(join(catalogRoot, 'catalog.json'))
  return isThere ? await Catalog.open(catalogRoot, process.env) : undefined
}

/** From here on the instance reads these folders alone, spills nowhere and takes no settings. */
async function lock(connection: DuckDBConnection, task: QueryTask, resultsFolder: string): Promise<void> {
  const folders = [task.catalogRoot, resultsFolder].filter(root => !isCloudRoot(root))
  if (isCloudRoot(task.catalogRoot) || isCloudRoot(task.resultsRoot)) {
    // Of buckets the views read copies in the cache.
    folders.push(dirname(ObjectCache.open(process.env).writingFolder))
  }
  await connection.run("set temp_directory = ''")
  await connection.run(`set allowed_directories = [${folders.map(quoteLiteral).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}

/** Looks at a text by DuckDB's parser alone: preparing some statements already writes (EXPORT makes its folder).
 *  @throws QueryRefusedError, QueryFailedError */
async function refuseOthers(connection: DuckDBConnection, sql: string): Promise<void> {
  const reader = await connection.runAndReadAll('select json_serialize_sql($sql::varchar)::varchar', { sql })
  const parsed = JSON.parse(String(reader.getRows()[0]?.[0])) as {
    error: boolean
    error_type?: string
    error_message?: string
    statements?: readonly unknown[]
  }
  if (parsed.error_type === 'parser') throw failed(new Error(parsed.error_message ?? 'it cannot be parsed'))
  if (parsed.error) throw new QueryRefusedError({ problem: 'this is not only SELECT' })
  const count = parsed.statements?.length ?? 0
  if (count !== 1) throw new QueryRefusedError({ problem: `this is ${count} statements` })
}

function failed(thrown: unknown): OdumError {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new QueryFailedError({ problem: message.replace(/^Failed to extract statements: /, '') }, thrown)
}

/** The answer's text, written to stdout as it grows, up to the bounds of rows and bytes. */
class Output {
  readonly #task: QueryTask
  readonly #columns: string
  #parts: string[] = []
  #bytes = 0
  rows = 0
  isCut = false

  constructor(task: QueryTask, names: readonly string[], types: readonly string[]) {
    this.#task = task
    const isCsv = task.format === 'csv'
    this.#columns = JSON.stringify(names.map((name, index) => ({ name, type: types[index] })))
    this.#parts.push(isCsv ? `${names.map(csvField).join(',')}\n` : `{"columns":${this.#columns},"rows":[`)
  }

  /** @returns false when the row has no room */
  add(values: readonly unknown[]): boolean {
    const text = this.#task.format === 'csv' ? `${values.map(csvField).join(',')}\n` : JSON.stringify(values)
    const bytes = Buffer.byteLength(text)
    if (this.rows >= this.#task.rowsMax || this.#bytes + bytes > this.#task.bytesMax) {
      this.isCut = true
      return false
    }
    this.#parts.push(this.#task.format === 'csv' || this.rows === 0 ? text : `,${text}`)
    this.#bytes += bytes
    this.rows += 1
    return true
  }

  async flush(): Promise<void> {
    const text = this.#parts.join('')
    this.#parts = []
    await new Promise<void>(resolve => void process.stdout.write(text, () => resolve()))
  }

  async end(): Promise<void> {
    if (this.#task.format === 'json') {
      this.#parts.push(`],"row_count":${this.rows},"is_cut":${this.isCut}}`)
    }
    await this.flush()
  }
}

function csvField(value: unknown): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const MEMORY_CHECK_MS = 100

/** DuckDB keeps its buffers within its own limit; this ends what grows beside them. */
function watchMemory(residentBytesMax: number): void {
  setInterval(() => {
    if (process.memoryUsage.rss() > residentBytesMax) process.exit(137)
  }, MEMORY_CHECK_MS).unref()
}
