import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { deltasRebuildDepth } from '../catalog/statements.ts'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { RawData, snapshotSelect, TARDIS_LEVELS } from './test/raw-data.ts'

let raw: RawData
beforeEach(() => {
  raw = new RawData()
})
afterEach(() => raw.remove())

const BOOK = { dataTypes: ['book_snapshot_5'] } as const
const DEPTH = 'from book_depth order by ts_init, sequence'

/** Runs the rebuild check over every cell. */
async function rebuildProblems(): Promise<unknown[]> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await registerCatalogViews(connection, await Catalog.open(raw.catalogRoot))
  const cells = await connection.runAndReadAll(`select path from cells where type = 'order_book_depth'`)
  const problems: unknown[] = []
  for (const [path] of cells.getRows()) {
    const depth = String(path)
    await connection.run(`create or replace view cell_depth as from '${depth}'`)
    const deltas = depth.replace('order_book_depth', 'order_book_deltas')
    await connection.run(`create or replace view cell_deltas as from '${deltas}'`)
    problems.push(...(await allRows(connection, deltasRebuildDepth, {})))
  }
  return problems
}

describe('snapshots', () => {
  test.each([
    ['bid_price_0', (side: string, level: number) => [`${side}_price_${level}`, `${side}_size_${level}`]],
    ['bid_px_0', (side: string, level: number) => [`${side}_px_${level}`, `${side}_sz_${level}`]],
    ['bid_px_00', (side: string, level: number) => [`${side}_px_0${level}`, `${side}_sz_0${level}`]],
  ])('in the columns %s are the same rows as in those of Tardis', async (_, column) => {
    await raw.write('book_snapshot_5', snapshotSelect(300, TARDIS_LEVELS))
    await raw.convert(['01:00', '02:00'], BOOK)
    const expected = await raw.query(DEPTH)
    const columns = column as typeof TARDIS_LEVELS
    await raw.write('book_snapshot_5', snapshotSelect(300, columns))
    await raw.convert(['01:00', '02:00'], { ...BOOK, refresh: true })
    expect(await raw.query(DEPTH)).toEqual(expected)
    expect(expected).toHaveLength(300)
  })

  test('show an empty level as null, be it null or zero in the source', async () => {
    const filled = `select * replace (coalesce("bids[4].price", 0) as "bids[4].price", coalesce("bids[4].amount", 0) as "bids[4].amount")
      from (${snapshotSelect(70, TARDIS_LEVELS)})`
    await raw.write('book_snapshot_5', filled)
    const report = await raw.convert(['01:00', '02:00'], BOOK)
    expect(report.rejected).toEqual([])
    const counts = `select count(*), count(bid_price_4), count(bid_size_4), count(bid_price_3), count(ask_price_4) from book_depth`
    expect(await raw.query(counts)).toEqual([['70', '60', '60', '60', '70']])
    expect(await rebuildProblems()).toEqual([])
  })

  test('that are bad are set aside with their reason', async () => {
    const select = `select * replace (
        if(local_timestamp % 60_000_000 = 1_002_000, "bids[0].price" + 9, "bids[0].price") as "bids[0].price",
        if(local_timestamp % 60_000_000 = 2_002_000, "asks[0].price" + 9, "asks[0].price") as "asks[0].price",
        if(local_timestamp % 60_000_000 = 3_002_000, null, "asks[1].amount") as "asks[1].amount",
        if(local_timestamp % 60_000_000 = 4_002_000, 1.00004, "asks[2].amount") as "asks[2].amount",
        if(local_timestamp % 60_000_000 = 5_002_000, -1, "asks[3].amount") as "asks[3].amount"
      ) from (${snapshotSelect(60, TARDIS_LEVELS)})`
    await raw.write('book_snapshot_5', select)
    const config = raw.config({ max_rejected_fraction: 0.5 })
    const report = await raw.convert(['01:00', '02:00'], { ...BOOK, config })
    expect(report.rejected.map(({ reason, rows }) => [reason, rows])).toEqual([
      ['a level has only price or size', 1],
      ['a level is negative', 1],
      ['levels are out of price order', 1],
      ['size is off the grid', 1],
      ['the book is crossed', 1],
    ])
    expect(await raw.query('select count(*) from book_depth')).toEqual([['55']])
    expect(await rebuildProblems()).toEqual([])
  })
})

describe('deltas', () => {
  test('rebuild every snapshot of every cell', async () => {
    await raw.write('book_snapshot_5', snapshotSelect(9000, TARDIS_LEVELS), { rowGroupRows: 2048 })
    const report = await raw.convert(['01:00', '04:00'], BOOK)
    expect(report.types).toMatchObject([
      { type: 'order_book_depth', cellsWritten: 3, rowsWritten: 9000 },
      { type: 'order_book_deltas', cellsWritten: 3 },
    ])
    expect(await rebuildProblems()).toEqual([])
  })

  test('that miss a change are found out', async () => {
    await raw.write('book_snapshot_5', snapshotSelect(50, TARDIS_LEVELS))
    await raw.convert(['01:00', '02:00'], BOOK)
    using database = await Database.open({ threads: 1 })
    const connection = await database.connect()
    await registerCatalogViews(connection, await Catalog.open(raw.catalogRoot))
    await connection.run('create view cell_depth as from order_book_depth_rows')
    await connection.run('create view cell_deltas as from order_book_deltas_rows where cell_row <> 30')
    expect(await allRows(connection, deltasRebuildDepth, {})).not.toEqual([])
  })

  test('come in the order deletes, updates, adds, bids first, best outwards, after a clear', async () => {
    // Second snapshot: best bid gone, one new below the others; ask 1 changes size. Third: nothing changes.
    const book = (bids: string, asks: string, at: number) => `(${at}, [${bids}], [${asks}])`
    const levels = (['bid', 'ask'] as const).flatMap(side =>
      [0, 1, 2, 3, 4].flatMap(level => [
        `${side}s[${level + 1}][1] as ${side}_price_${level}`,
        `${side}s[${level + 1}][2] as ${side}_size_${level}`,
      ]),
    )
    const rows = [
      book('[100.0, 1], [99.9, 2]', '[100.1, 3], [100.2, 4]', 0),
      book('[99.9, 2], [99.8, 5]', '[100.1, 3], [100.2, 6]', 1),
      book('[99.9, 2], [99.8, 5]', '[100.1, 3], [100.2, 6]', 2),
      book('[99.9, 2]', '', 3),
    ]
    await raw.write(
      'book_snapshot_5',
      `select 1_714_525_200_000 + moment as ts_event, ${levels.join(', ')} from (values ${rows.join(', ')}) as t (moment, bids, asks)`,
    )
    await raw.convert(['01:00', '02:00'], BOOK)
    const deltas = 'select sequence, action, side, price, size, flags from book_deltas order by cell_row'
    expect((await raw.query(deltas)).map(row => row.join(' '))).toEqual([
      '1 CLEAR NONE 0.00 0.000 32',
      '1 ADD BUY 100.00 1.000 32',
      '1 ADD BUY 99.90 2.000 32',
      '1 ADD SELL 100.10 3.000 32',
      '1 ADD SELL 100.20 4.000 160',
      '2 DELETE BUY 100.00 0.000 0',
      '2 UPDATE SELL 100.20 6.000 0',
      '2 ADD BUY 99.80 5.000 128',
      '4 DELETE BUY 99.80 0.000 0',
      '4 DELETE SELL 100.10 0.000 0',
      '4 DELETE SELL 100.20 0.000 128',
    ])
    expect(await rebuildProblems()).toEqual([])
  })

  test('of an empty first snapshot are a clear alone', async () => {
    const empty = TARDIS_LEVELS
    const columns = (['bid', 'ask'] as const).flatMap(side =>
      [0, 1, 2, 3, 4].flatMap(level => empty(side, level).map(name => `null::double as "${name}"`)),
    )
    await raw.write('book_snapshot_5', `select 1_714_525_200_000 as timestamp, ${columns.join(', ')}`)
    await raw.convert(['01:00', '02:00'], BOOK)
    expect(await raw.query('select action, flags from book_deltas')).toEqual([['CLEAR', '160']])
  })
})
