import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import { Database } from '../../database/open-database.ts'
import { concatenateParquet } from './concatenate.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-concatenate-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('joins files row group by row group, in order, with all values', async () => {
  using database = await Database.open()
  const connection = await database.connect()
  const files: string[] = []
  for (const [index, rows] of [3_000, 1, 5_000].entries()) {
    const file = join(folder, `part-${index}.parquet`)
    const select = `select ${index} as part, i as row, i::varchar as text, nullif(i % 3, 0) as gaps,
      (i * 0.01)::decimal(18, 2) as price from range(${rows}) t(i)`
    await copyToParquet(connection, select, file, { rowGroupRows: 2_048 })
    files.push(file)
  }
  const whole = join(folder, 'whole.parquet')
  await concatenateParquet(files, whole)
  const list = files.map(file => `'${file}'`).join(', ')
  const rowsOf = async (source: string) =>
    (await connection.runAndReadAll(`select * from read_parquet(${source})`)).getRowsJson()
  expect(await rowsOf(`'${whole}'`)).toEqual(await rowsOf(`[${list}]`))
  const groups = await connection.runAndReadAll(
    `select distinct row_group_id, row_group_num_rows from parquet_metadata('${whole}') order by 1`,
  )
  expect(groups.getRows().map(row => Number(row[1]))).toEqual([2_048, 952, 1, 2_048, 2_048, 904])
})

test('refuses files of different columns', async () => {
  using database = await Database.open()
  const connection = await database.connect()
  await copyToParquet(connection, 'select 1 as a', join(folder, 'a.parquet'))
  await copyToParquet(connection, 'select 1 as b', join(folder, 'b.parquet'))
  const files = [join(folder, 'a.parquet'), join(folder, 'b.parquet')]
  await expect(concatenateParquet(files, join(folder, 'ab.parquet'))).rejects.toThrow(/columns b, expected a/)
})
