import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseWindow } from '../../pipelines/config/time-window.ts'
import { convertWindow } from '../../pipelines/jobs/convert-window.ts'
import type { RawDataType } from '../../pipelines/staging/wire-formats.ts'
import { type BenchCase, ratio } from '../bench-case.ts'
import { BENCH_ROOT, benchConfig, rawDay, SNAPSHOTS, TRADES } from '../bench-day.ts'
import { plainCopy } from '../references.ts'

interface ConversionCase {
  readonly name: string
  readonly what: string
  readonly dataType: RawDataType
  readonly rowGroupRows: number
  readonly rows: number
  readonly ratioMax: number
}

const CASES: readonly ConversionCase[] = [
  {
    name: 'convert-trades',
    what: '3 M trades into cells, source in 122,880-row groups',
    dataType: 'trades',
    rowGroupRows: 122_880,
    rows: TRADES,
    ratioMax: 2.5,
  },
  {
    name: 'convert-trades-1m',
    what: '3 M trades into cells, source in 1 M-row groups',
    dataType: 'trades',
    rowGroupRows: 1_000_000,
    rows: TRADES,
    ratioMax: 2.5,
  },
  {
    name: 'convert-book',
    what: '864,000 snapshots into depth and delta cells',
    dataType: 'book_snapshot_5',
    rowGroupRows: 122_880,
    rows: SNAPSHOTS,
    ratioMax: 4,
  },
]

/** Conversion into an empty catalog, beside the plainest ordered copy of the same rows. */
export const conversionCases: readonly BenchCase[] = CASES.map(setting => ({
  name: setting.name,
  what: setting.what,
  references: ['copy (select * … order by ts_init) to … (format parquet)'],
  goal: `≤ ${setting.ratioMax} × the plain copy`,
  rounds: 3,
  prepare: async () => {
    const day = await rawDay(setting.rowGroupRows)
    const catalogRoot = join(BENCH_ROOT, `catalog-${setting.name}`)
    const config = benchConfig(day.root, catalogRoot)
    const window = parseWindow(config.time_window.start, config.time_window.end)
    const isTrades = setting.dataType === 'trades'
    return {
      count: setting.rows,
      unit: 'rows',
      work: async () => {
        await rm(catalogRoot, { recursive: true, force: true })
        await convertWindow({ config, window, dataTypes: [setting.dataType] })
      },
      references: [
        () =>
          plainCopy(
            isTrades ? day.trades : day.snapshots,
            join(BENCH_ROOT, 'plain-copy.parquet'),
            isTrades ? 'ts_init' : 'local_timestamp',
          ),
      ],
    }
  },
  isMet: result => ratio(result) <= setting.ratioMax,
}))
