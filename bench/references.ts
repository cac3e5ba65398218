import { Database } from '../pipelines/database/open-database.ts'
import { quoteLiteral } from '../pipelines/database/quote.ts'

/** DuckDB's own materialised scan of columns on one thread: the floor for anything that reads them. */
export async function scanColumns(files: readonly string[], columns: string): Promise<void> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  const list = files.map(quoteLiteral).join(', ')
  await connection.run(`select ${columns} from read_parquet([${list}])`)
}

/** The plainest statement that writes a file's rows in time order. */
export async function plainCopy(source: string, target: string, timeColumn: string): Promise<void> {
  using database = await Database.open()
  const connection = await database.connect()
  await connection.run(
    `copy (select * from read_parquet(${quoteLiteral(source)}) order by ${timeColumn}) ` +
      `to ${quoteLiteral(target)} (format parquet)`,
  )
}
