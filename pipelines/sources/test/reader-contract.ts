import { existsSync } from 'node:fs'
import { copyFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlainValue } from '../../database/plain-value.ts'
import { plainValue } from '../../database/plain-value.ts'
import { quoteIdentifier, quoteLiteral } from '../../database/quote.ts'
import type { FetchedRowGroups, SourceObject, SourceReader } from '../source-reader.ts'
import {
  ALL_TYPES,
  CUT_PARQUET,
  EMPTY,
  NARROW,
  NESTED,
  NOT_PARQUET,
  type SourceFixture,
  sourceFixture,
  TRADES,
} from './source-fixture.ts'

/** A reader opened over the fixture's folder. */
export interface OpenedReader extends AsyncDisposable {
  readonly reader: SourceReader
}

export interface ReaderTraits {
  readonly name: string
  readonly open: (fixture: SourceFixture) => Promise<OpenedReader>
  /** Whether every read is bound to the identity that `find` returned. */
  readonly pinsIdentity: boolean
  /** Whether columns of lists, maps and structs are told as DuckDB does; raw market data has none. */
  readonly tellsNested: boolean
  readonly skip?: boolean
}

/** What every reader must do alike: run by each implementation over the same files. */
export function testReader({ name, open, pinsIdentity, tellsNested, skip = false }: ReaderTraits): void {
  describe.skipIf(skip)(`reader contract: ${name}`, () => {
    let fixture: SourceFixture
    let opened: OpenedReader
    let reader: SourceReader
    let connection: DuckDBConnection

    beforeAll(async () => {
      fixture = await sourceFixture()
      connection = await fixture.database.connect()
      opened = await open(fixture)
      reader = opened.reader
    })
    afterAll(async () => {
      connection?.closeSync()
      await opened?.[Symbol.asyncDispose]()
      await fixture?.[Symbol.asyncDispose]()
    })

    const rows = async (sql: string): Promise<PlainValue[][]> => {
      const result = await connection.runAndReadAll(sql)
      return result.getRows().map(row => row.map(plainValue))
    }
    const found = async (path: string): Promise<SourceObject> => {
      const [object] = await reader.find([path])
      if (object === undefined) throw new RangeError(`${path} was not found`)
      return object
    }
    const local = (path: string): string => join(fixture.folder, path)

    /** Rows of the slices as the port promises them, against the same rows of the source file. */
    const expectSameRows = async (fetched: FetchedRowGroups, path: string, columns: readonly string[]) => {
      const names = columns.map(quoteIdentifier).join(', ')
      const select = (file: string, first: number, count: number): string =>
        `select ${names} from read_parquet(${quoteLiteral(file)}, file_row_number => true) ` +
        `where file_row_number >= ${first} and file_row_number < ${first + count} order by file_row_number`
      for (const slice of fetched.slices) {
        const got = await rows(select(fetched.file, slice.firstRow, slice.rows))
        const want = await rows(select(local(path), slice.sourceFirstRow, slice.rows))
        expect(got.length).toBe(slice.rows)
        expect(got).toEqual(want)
      }
    }

    test('finds objects in the order asked, undefined where absent', async () => {
      const objects = await reader.find([NARROW, 'raw/none.parquet', TRADES, 'raw'])
      expect(objects.map(object => object?.path)).toEqual([NARROW, undefined, TRADES, undefined])
      expect(objects[0]?.sizeBytes).toBeGreaterThan(1000)
      expect(objects[0]?.identity).not.toBe('')
      expect(objects[0]?.identity).toBe((await found(NARROW)).identity)
    })

    test('lists ascending by path below a prefix', async () => {
      const folder = await reader.list('raw/day-2024-08-08/data_type-trades/')
      expect(folder.map(object => object.path)).toEqual([TRADES, NARROW])
      const named = await reader.list('raw/day-2024-08-08/data_type-trades/EX:PERPETUAL')
      expect(named).toEqual([await found(TRADES)])
      expect(await reader.list('raw/day-2024-08-10/')).toEqual([])
    })

    const told = [TRADES, ALL_TYPES, ...(tellsNested ? [NESTED] : [])]
    test.each(told)('tells columns as DuckDB does: %s', async path => {
      const described = await rows(`describe select * from read_parquet(${quoteLiteral(local(path))})`)
      const { columns } = await reader.layout(await found(path))
      expect(columns).toEqual(described.map(([column, type]) => ({ name: column, type })))
    })

    test('tells rows and exact bounds of every row group', async () => {
      const { rowGroups } = await reader.layout(await found(TRADES))
      expect(rowGroups.map(group => group.rows)).toEqual(Array(10).fill(4096))
      const bounds = await rows(
        `select min(ts_event), max(ts_event), min(noise), max(noise) from read_parquet(
           ${quoteLiteral(local(TRADES))}, file_row_number => true) group by file_row_number // 4096 order by 1`,
      )
      for (const [index, group] of rowGroups.entries()) {
        expect(group.compressedBytes).toBeGreaterThan(10_000)
        const { ts_event: time, noise } = group.statistics
        expect([time?.min, time?.max, noise?.min, noise?.max]).toEqual(bounds[index])
        expect(time?.nullCount).toBe(0)
      }
    })

    test('tells timestamp bounds in the unit of the column type', async () => {
      const { rowGroups } = await reader.layout(await found(ALL_TYPES))
      const [, , third] = rowGroups
      const unit = await rows(
        `select epoch_us(min(ts_us)), epoch_ns(min(ts_ns)), epoch_us(min(ts_tz)), epoch_us(min(ts_ms)),
                epoch_us(max(ts_us)) from read_parquet(${quoteLiteral(local(ALL_TYPES))}, file_row_number => true)
         where file_row_number >= 4096`,
      )
      const of = (column: string) => third?.statistics[column]
      const told = ['ts_us', 'ts_ns', 'ts_tz', 'ts_ms'].map(column => of(column)?.min)
      expect([...told, of('ts_us')?.max]).toEqual(unit[0])
      expect(of('nothing')?.min ?? null).toBeNull()
      expect(of('big')?.min).toBe(1096n)
    })

    test.each([[[0]], [[9]], [[2, 3]], [[0, 4, 9]], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]])(
      'fetches identical rows of row groups %j',
      async groups => {
        const columns = ['ts_event', 'price', 'side', 'id', 'noise']
        await using fetched = await reader.fetch(await found(TRADES), groups, columns)
        expect(fetched.slices.map(slice => slice.rowGroup)).toEqual(groups)
        expect(fetched.slices.map(slice => slice.sourceFirstRow)).toEqual(groups.map(group => group * 4096))
        await expectSameRows(fetched, TRADES, columns)
      },
    )

    test('fetches columns of every type', async () => {
      const columns = (await reader.layout(await found(ALL_TYPES))).columns.map(column => column.name)
      for (const [index, column] of columns.entries()) {
        const pair = [column, columns[(index + 5) % columns.length] ?? column]
        await using fetched = await reader.fetch(await found(ALL_TYPES), [1], pair)
        await expectSameRows(fetched, ALL_TYPES, pair)
      }
    })

    test('fetches nested columns', async () => {
      for (const column of ['list', 'pair', 'map', 'pairs', 'after']) {
        await using fetched = await reader.fetch(await found(NESTED), [1], ['before', column])
        await expectSameRows(fetched, NESTED, ['before', column])
      }
    })

    test('finds equal rows of a column whose source has bloom filters', async () => {
      const source = quoteLiteral(local(TRADES))
      const filters = `select count(bloom_filter_offset) from parquet_metadata(${source})
         where path_in_schema = 'side'`
      expect(await rows(filters)).toEqual([[10n]])
      await using fetched = await reader.fetch(await found(TRADES), [1, 2], ['side'])
      const [first] = fetched.slices
      const sells = (file: string, from: number | undefined): string =>
        `select count(*) from read_parquet(${file}, file_row_number => true)
         where side = 'sell' and file_row_number >= ${from} and file_row_number < ${from} + 8192`
      const got = await rows(sells(quoteLiteral(fetched.file), first?.firstRow))
      expect(got).toEqual(await rows(sells(source, 4096)))
    })

    test('fetches no row group at all', async () => {
      await using fetched = await reader.fetch(await found(NARROW), [], ['ts_event'])
      expect(fetched.slices).toEqual([])
    })

    test.each([NOT_PARQUET, CUT_PARQUET, EMPTY])('refuses what is not Parquet: %s', async path => {
      await expect(reader.layout(await found(path))).rejects.toMatchObject({ code: 'NOT_PARQUET' })
    })

    test('counts requests and bytes of each object', async () => {
      const object = await found(NARROW)
      await using fetched = await reader.fetch(object, [0], ['price'])
      await expectSameRows(fetched, NARROW, ['price'])
      const usage = reader.usage(object.uri)
      expect(usage.requests).toBeGreaterThan(0)
      expect(usage.bytes).toBeGreaterThan(0)
      expect(reader.usage().requests).toBeGreaterThanOrEqual(usage.requests)
      expect(reader.usage().bytes).toBeGreaterThanOrEqual(usage.bytes)
      expect(reader.usage('gs://nowhere/none')).toEqual({ requests: 0, bytes: 0 })
    })

    test('frees temporary files', async () => {
      const fetched = await reader.fetch(await found(NARROW), [0], ['price'])
      await fetched[Symbol.asyncDispose]()
      const kept = fetched.file.startsWith(fixture.folder) || fetched.file.includes('://')
      expect(existsSync(fetched.file)).toBe(kept && !fetched.file.includes('://'))
    })

    test.skipIf(!pinsIdentity)('refuses an object that was replaced after it was found', async () => {
      const path = 'raw/day-2024-08-09/replaced.parquet'
      await copyFile(local(NARROW), local(path))
      const object = await found(path)
      await writeFile(local(path), 'the second contents')
      await utimes(local(path), new Date(), new Date(Date.now() + 5000))
      // The footer may have come along when it was found; the rows cannot.
      const fetched = reader.fetch(object, [0], ['price'])
      await expect(fetched).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
    })
  })
}
