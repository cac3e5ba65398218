import { renameSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import { Database } from '../../database/open-database.ts'
import {
  DAY,
  DAY_START_NS,
  INSTRUMENT,
  RawData,
  snapshotSelect,
  TARDIS_LEVELS,
  TRADES,
} from '../../jobs/test/raw-data.ts'
import { Catalog } from '../catalog.ts'
import { type CatalogType, cellPath } from '../cell-grid.ts'
import { metadataOfFiles } from '../local-catalog-files.ts'
import { changedSources } from './changed-sources.ts'
import { verifyCatalog } from './verify-catalog.ts'

const HOUR_NS = 3_600_000_000_000n
const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`

let raw: RawData
beforeEach(async () => {
  raw = new RawData()
  await raw.write('trades', NS)
  await raw.write('book_snapshot_5', snapshotSelect(40, TARDIS_LEVELS))
  await raw.convert(['00:00', '03:00'], { dataTypes: ['trades', 'book_snapshot_5'] })
})
afterEach(() => raw.remove())

function fileOf(type: CatalogType, hour: bigint): string {
  const startNs = DAY_START_NS + hour * HOUR_NS
  return join(raw.catalogRoot, cellPath(type, INSTRUMENT, { startNs, endNs: startNs + HOUR_NS }))
}

/** Writes a cell's file again with other rows; `cell` is the file as it was. */
async function rewrite(file: string, select: string, changed: Record<string, string> = {}): Promise<void> {
  const metadata = { ...(await metadataOfFiles([file])).get(file), ...changed }
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await connection.run(`create table cell as from read_parquet('${file}', hive_partitioning => false)`)
  await copyToParquet(connection, select, `${file}.new`, { metadata })
  renameSync(`${file}.new`, file)
}

/** `<type> <problem>` of everything found. */
async function problems(): Promise<string[]> {
  const { problems: found } = await verifyCatalog(await Catalog.open(raw.catalogRoot))
  return found.map(({ type, problem }) => `${type} ${problem}`)
}

test('converted cells pass', async () => {
  const read: number[] = []
  const found = await verifyCatalog(await Catalog.open(raw.catalogRoot), {
    onFile: count => read.push(count),
  })
  expect(found).toMatchObject({ filesRead: 9, problems: [] })
  expect(read).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(found.cells.reduce((rows, cell) => rows + cell.lineage.rows, 0)).toBe(9 + 40 + 40)
})

test.each<[what: string, type: CatalogType, select: string, problem: RegExp]>([
  ['lost rows', 'trade_tick', 'from cell limit 2', /^2 rows, expected 3 by its lineage$/],
  [
    'order',
    'trade_tick',
    'from cell order by ts_init desc',
    /^ts_init goes backwards in 2 rows, first in row 1$/,
  ],
  [
    'bounds',
    'trade_tick',
    `select * replace (if(trade_id = 3, ts_init - ${HOUR_NS}, ts_init) as ts_init) from cell`,
    /^ts_init outside of the cell in 1 row, first in row 0$/,
  ],
  [
    'nulls',
    'trade_tick',
    'select * replace (null::decimal(18, 2) as price) from cell',
    /^a null value in 3 rows/,
  ],
  [
    'sizes',
    'trade_tick',
    'select * replace (-size as size) from cell',
    /^a size that is not positive in 3 rows/,
  ],
  [
    'sides',
    'trade_tick',
    'select * replace (9::utinyint as aggressor_side) from cell',
    /^an aggressor_side beyond/,
  ],
  [
    'another precision',
    'trade_tick',
    'select * replace (price::decimal(18, 4) as price) from cell',
    /^its column 3 is price decimal\(18,4\), expected price decimal\(18,2\)$/,
  ],
  [
    'levels',
    'order_book_depth',
    'select * replace (bid_price_1 as bid_price_0, bid_price_0 as bid_price_1) from cell',
    /^levels out of price order in 40 rows, first in row 0$/,
  ],
  [
    'half a level',
    'order_book_depth',
    'select * replace (null::decimal(18, 3) as ask_size_4) from cell',
    /^a level with only one of price and size in 40 rows/,
  ],
  [
    'sequence',
    'order_book_depth',
    'select * replace (sequence + 1 as sequence) from cell',
    /^a sequence that does not count up from 1 in 40 rows/,
  ],
  [
    'actions',
    'order_book_deltas',
    'select * replace (if(action = 2, 7, action)::utinyint as action) from cell',
    /^an action beyond 1, 2, 3, 4 in \d+ rows/,
  ],
  [
    'flags',
    'order_book_deltas',
    'select * replace (0::utinyint as flags) from cell',
    /^flag 128 not on the last delta of a snapshot in \d+ rows/,
  ],
  [
    'deltas of another book',
    'order_book_deltas',
    'select * replace (if(action = 2, size + 1, size) as size) from cell',
    /^the deltas rebuild other levels than the depth rows show: \d+ differ, first at sequence \d+ (bid|ask) /,
  ],
])('%s are found', async (_, type, select, problem) => {
  await rewrite(fileOf(type, 1n), select)
  const found = await problems()
  const reasons = found.map(text => text.slice(type.length + 1))
  expect(found.every(text => text.startsWith(`${type} `))).toBe(true)
  expect(reasons).toContainEqual(expect.stringMatching(problem))
})

describe('files', () => {
  test('of another hour, of other settings and of other programs are found', async () => {
    renameSync(fileOf('trade_tick', 0n), fileOf('trade_tick', 2n))
    await rewrite(fileOf('trade_tick', 1n), 'from cell', { 'odum.settings_hash': 'feed' })
    expect(await problems()).toEqual([
      expect.stringMatching(/^trade_tick its lineage says settings_hash feed, expected [0-9a-f]{16}$/),
      expect.stringMatching(/^trade_tick its lineage says start_ns \d+, expected \d+$/),
      expect.stringMatching(/^trade_tick its lineage says end_ns \d+, expected \d+$/),
      'trade_tick ts_init outside of the cell in 3 rows, first in row 0',
    ])
    await rewrite(fileOf('trade_tick', 1n), 'from cell', { 'odum.rows': 'many' })
    expect(await problems()).toContain('trade_tick it carries no lineage: another program wrote it')
  })

  test('that are cut short leave the others readable', async () => {
    truncateSync(fileOf('trade_tick', 1n), 300)
    expect(await problems()).toEqual([expect.stringMatching(/^trade_tick it cannot be read: /)])
  })

  test('beside the grid are found', async () => {
    renameSync(fileOf('trade_tick', 0n), fileOf('trade_tick', 0n).replace('000000000', '000000007'))
    expect(await problems()).toEqual(['trade_tick its name is no cell of the grid'])
  })

  test('without their counterpart are found', async () => {
    rmSync(fileOf('order_book_deltas', 1n))
    rmSync(fileOf('order_book_depth', 0n))
    expect((await problems()).toSorted()).toEqual([
      'order_book_deltas the order_book_depth file of the same cell is missing',
      'order_book_depth the order_book_deltas file of the same cell is missing',
    ])
  })
})

test('raw objects that changed since are told with their cells, those that are gone too', async () => {
  const { cells } = await verifyCatalog(await Catalog.open(raw.catalogRoot))
  expect(await changedSources(cells, {})).toEqual([])
  const file = await raw.write('trades', `from (${NS}) limit 70`)
  const [changed] = await changedSources(cells, {})
  expect(changed).toMatchObject({ state: 'changed', uri: `file://${file}` })
  expect(changed?.cells.map(cell => cell.type)).toEqual(['trade_tick', 'trade_tick', 'trade_tick'])
  rmSync(join(raw.rawRoot, `raw_tick_data/by_date/day-${DAY}`), { recursive: true })
  expect((await changedSources(cells, {})).map(({ state, found }) => [state, found])).toEqual([
    ['gone', null],
    ['gone', null],
  ])
})
