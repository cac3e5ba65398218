import type { VolumeSource } from '../../engine/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { formatInstant } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { allRows } from '../database/statement.ts'
import { VolumeProfileMissingError } from '../errors.ts'
import { volumeBySecond } from '../feeds/statements.ts'
import { writtenChoices } from './written-choices.ts'

const SECOND_NS = 1_000_000_000n
const DAY_NS = 86_400n * SECOND_NS
const DAY_SECONDS = 86_400

/** How many days before the window a historical profile looks at. */
const HISTORY_DAYS = 30n

/** Traded volume by second, per instrument of the run; plain data. */
export interface VolumeProfiles {
  /** By second of the day (UTC), over earlier days. */
  readonly historical?: readonly (readonly number[])[]
  /** By second of the window. */
  readonly realized?: readonly (readonly number[])[]
}

/** Whether a configuration's algorithms ask for a profile of a kind. */
function isAsked(config: ResolvedConfig, source: VolumeSource): boolean {
  return writtenChoices(config).some(({ parameters }) => parameters?.volume_profile === source)
}

/** Reads the profiles that a configuration's algorithms ask for from the catalog.
 *  @throws VolumeProfileMissingError where no earlier day of an instrument is there */
export async function volumeProfiles(
  catalog: Catalog,
  config: ResolvedConfig,
  instrumentIds: readonly string[],
  window: TimeRange,
): Promise<VolumeProfiles> {
  const read = async (from: TimeRange, period: number) => {
    const profiles: (readonly number[])[] = []
    for (const id of instrumentIds) profiles.push(await volumeOf(catalog, id, from, period))
    return profiles
  }
  const dayNs = (window.startNs / DAY_NS) * DAY_NS
  const earlier = { startNs: dayNs - HISTORY_DAYS * DAY_NS, endNs: dayNs }
  const windowSeconds = Number((window.endNs - window.startNs + SECOND_NS - 1n) / SECOND_NS)
  const historical = isAsked(config, 'historical') ? await read(earlier, DAY_SECONDS) : undefined
  const realized = isAsked(config, 'realized') ? await read(window, windowSeconds) : undefined
  return { ...(historical && { historical }), ...(realized && { realized }) }
}

async function volumeOf(
  catalog: Catalog,
  instrumentId: string,
  range: TimeRange,
  periodSeconds: number,
): Promise<number[]> {
  const cells = await catalog.cellsOf('trade_tick', instrumentId, range)
  const present = cells.filter(cell => cell.exists).map(cell => cell.path)
  const lots = new Array<number>(periodSeconds).fill(0)
  if (present.length === 0) {
    throw new VolumeProfileMissingError({
      instrumentId,
      start: formatInstant(range.startNs),
      end: formatInstant(range.endNs),
    })
  }
  const files = [...(await catalog.localFiles(present)).values()]
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  const list = files.map(quoteLiteral).join(', ')
  await connection.run(
    `create view profile_trades as from read_parquet([${list}], union_by_name => true, hive_partitioning => false)`,
  )
  const params = {
    start_ns: range.startNs,
    end_ns: range.endNs,
    period_seconds: BigInt(periodSeconds),
  }
  for (const row of await allRows(connection, volumeBySecond, params)) lots[Number(row.second)] = row.volume
  return lots
}

/** The engine's view of profiles. @param originNs the window's start */
export function volumeBetween(
  profiles: VolumeProfiles,
  originNs: bigint,
): (source: VolumeSource, instrumentIndex: number, fromNs: number, toNs: number) => number | undefined {
  const originOfDayNs = Number(originNs % DAY_NS)
  return (source, instrumentIndex, fromNs, toNs) => {
    const profile = profiles[source]?.[instrumentIndex]
    if (profile === undefined) return undefined
    const shiftNs = source === 'historical' ? originOfDayNs : 0
    return volumeOfSpan(profile, (fromNs + shiftNs) / 1e9, (toNs + shiftNs) / 1e9, source === 'historical')
  }
}

/** Volume of a span of seconds; parts of a second count in proportion, a day repeats. */
function volumeOfSpan(
  profile: readonly number[],
  fromSecond: number,
  toSecond: number,
  repeats: boolean,
): number {
  let volume = 0
  for (let second = Math.floor(fromSecond); second < toSecond; second++) {
    const share = Math.min(second + 1, toSecond) - Math.max(second, fromSecond)
    volume += share * (profile[repeats ? second % profile.length : second] ?? 0)
  }
  return volume
}
