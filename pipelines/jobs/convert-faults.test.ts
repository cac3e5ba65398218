import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseWindow } from '../config/time-window.ts'
import { convertWindow } from './convert-window.ts'
import { RawData, snapshotSelect, TARDIS_LEVELS, TRADES } from './test/raw-data.ts'

let raw: RawData
beforeEach(() => {
  raw = new RawData()
})
afterEach(() => raw.remove())

const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`

describe('sources', () => {
  test('that are missing are all named at once', async () => {
    await raw.write('trades', NS)
    const window = parseWindow('2024-05-01T00:00:00Z', '2024-05-03T00:00:00Z')
    await expect(convertWindow({ config: raw.config(), window })).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
      message: expect.stringMatching(
        /^3 raw .*day-2024-05-02\/data_type-trades.*05-01\/.*book.*05-02\/.*book/,
      ),
    })
  })

  test('that are not Parquet are named', async () => {
    const file = await raw.write('trades', NS)
    writeFileSync(file, 'time,price\n1,2\n')
    await expect(raw.convert()).rejects.toMatchObject({
      code: 'NOT_PARQUET',
      message: expect.stringContaining(file),
    })
  })

  test('that are cut off are not Parquet', async () => {
    const file = await raw.write('trades', NS)
    writeFileSync(file, readFileSync(file).subarray(0, 2000))
    await expect(raw.convert()).rejects.toMatchObject({ code: 'NOT_PARQUET' })
  })

  test('with damaged pages are named', async () => {
    const file = await raw.write('trades', NS)
    writeFileSync(file, readFileSync(file).fill(0xff, 100, 400))
    await expect(raw.convert()).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining(file),
    })
    expect(await raw.query('select count(*) from trades')).toEqual([['0']])
  })

  test('of unknown columns are shown with what is known', async () => {
    await raw.write('trades', `select ts_event as when_it_was, price from (${NS})`)
    await expect(raw.convert()).rejects.toMatchObject({
      code: 'WIRE_FORMAT_UNKNOWN',
      message: expect.stringMatching(
        /no column for ts_event, size among when_it_was, price\. Known: .*size as size\|amount/,
      ),
    })
  })

  test.each([
    ['price', `select * replace (price > 1 as price) from (${NS})`],
    ['ts_event', `select * replace (ts_event::varchar as ts_event) from (${NS})`],
  ])('of unknown types in %s are refused', async (column, select) => {
    await raw.write('trades', select)
    await expect(raw.convert()).rejects.toMatchObject({
      code: 'WIRE_TYPE',
      message: expect.stringContaining(`The column ${column} of`),
    })
  })

  test('that mix time units are refused', async () => {
    await raw.write(
      'trades',
      `select * replace (if(id > 70, ts_init // 1000, ts_init) as ts_init) from (${NS})`,
    )
    await expect(raw.convert()).rejects.toMatchObject({
      code: 'TIME_UNIT_MIXED',
      message: expect.stringMatching(/ts_init .*\(us\).*\(ns\)|ts_init .*\(ns\).*\(us\)/),
    })
  })

  test('that hold nothing in the window tell what they cover', async () => {
    await raw.write('trades', `select * from (${NS}) where id < 6`)
    await expect(raw.convert(['05:00', '06:00'])).rejects.toMatchObject({
      code: 'WINDOW_EMPTY',
      message: expect.stringContaining('2024-05-01T00:00:00.005Z to 2024-05-01T01:40:00.005Z'),
    })
    expect(readdirSync(raw.catalogRoot)).not.toContain('data')
  })
})

test('a raw root that is not set is asked for', async () => {
  const config = { ...raw.config(), environment: { DATA_CATALOG_PATH: raw.catalogRoot } }
  await expect(raw.convert(['00:00', '01:00'], { config, env: {} })).rejects.toMatchObject({
    code: 'RAW_ROOT_MISSING',
  })
})

describe('a catalog', () => {
  test('that cannot be written is an error of its own', async () => {
    await raw.write('trades', NS)
    mkdirSync(raw.folder, { recursive: true })
    writeFileSync(raw.catalogRoot, 'a file where the folder should be')
    await expect(raw.convert()).rejects.toMatchObject({ code: 'CATALOG_UNWRITABLE' })
  })

  test('on a full disk keeps whole cells only, and the conversion resumes', async () => {
    await raw.write('trades', NS)
    await raw.write('book_snapshot_5', snapshotSelect(6000, TARDIS_LEVELS))
    // A limit on the size of files stands for a full disk: trades fit, the snapshots of an hour do not.
    const job = `
      import { RawData } from ${JSON.stringify(new URL('./test/raw-data.ts', import.meta.url).href)}
      const raw = Object.assign(new RawData(), ${JSON.stringify({ rawRoot: raw.rawRoot, catalogRoot: raw.catalogRoot })})
      await raw.convert(['00:00', '04:00'], { dataTypes: ['trades', 'book_snapshot_5'] }).catch(error => {
        process.stdout.write(error.code + ' ' + error.message)
        process.exitCode = 9
      })`
    const limited = `ulimit -f 16 && exec "$0" --input-type=module-typescript -e "$1"`
    const child = spawnSync('bash', ['-c', limited, process.execPath, job], { encoding: 'utf8' })
    expect(child.stderr).toBe('')
    expect([child.status, child.stdout.split(' ')[0]]).toEqual([9, 'CATALOG_UNWRITABLE'])
    const files = readdirSync(join(raw.catalogRoot, 'data'), { recursive: true, encoding: 'utf8' })
    expect(files.filter(name => name.endsWith('.tmp'))).toEqual([])
    expect(
      await raw.query('select type, sum(row_count)::integer from cells group by all order by all'),
    ).toContainEqual(['trade_tick', '12'])
    const resumed = await raw.convert(['00:00', '04:00'], { dataTypes: ['trades', 'book_snapshot_5'] })
    expect(resumed.types.find(({ type }) => type === 'trade_tick')).toMatchObject({ cellsWritten: 0 })
    expect(await raw.query('select count(*) from book_depth')).toEqual([['6000']])
  })
})
