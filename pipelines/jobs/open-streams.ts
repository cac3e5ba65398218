import { dateOf, type TimeRange } from '../catalog/cell-grid.ts'
import { formatInstant } from '../config/time-window.ts'
import type { Database } from '../database/open-database.ts'
import { SourceMissingError, WindowEmptyError } from '../errors.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import type { ConversionSettings } from './conversion-settings.ts'
import { type DaySource, findSources } from './find-sources.ts'
import { earliest, latest } from './instants.ts'
import type { StreamPlan } from './plan-streams.ts'
import { probeUnit } from './probe-unit.ts'
import { type OpenedSource, openSource } from './source-layouts.ts'

/** A stream with the raw objects its missing cells are made from. */
export interface OpenedStream extends StreamPlan {
  readonly daySources: readonly DaySource[]
  readonly sources: readonly OpenedSource[]
}

/** Finds all raw objects first, so that one message names every absent one, then reads their footers.
 *  @throws SourceMissingError, SourceAmbiguousError, WindowEmptyError and the faults of `openSource` */
export async function openStreams(
  settings: ConversionSettings,
  window: TimeRange,
  plans: readonly StreamPlan[],
  reader: SourceReader,
  database: Database,
): Promise<readonly OpenedStream[]> {
  const found = await Promise.all(
    plans.map(async plan => {
      const dates = new Set(plan.missing.flatMap(cell => [cell.date, ...cell.neighbourDates]))
      const pattern = settings.paths[plan.stream.dataType] ?? ''
      const daySources = await findSources(reader, pattern, [...dates].sort(), settings.autoDiscover)
      return { ...plan, daySources }
    }),
  )
  const absent = found.flatMap(({ daySources, missing }) => {
    const own = new Set(missing.map(cell => cell.date))
    return daySources.filter(
      ({ date, object }) => object === undefined && (date === undefined || own.has(date)),
    )
  })
  if (absent.length > 0) {
    const mount = reader.kind === 'mount' ? settings.rawRoot : undefined
    const root = mount ?? settings.bucket ?? 'the bucket'
    throw new SourceMissingError({ paths: absent.map(({ path }) => path), root })
  }
  const opened: OpenedStream[] = []
  for (const plan of found)
    opened.push({ ...plan, sources: await openSources(settings, plan, reader, database) })
  checkWindowHolds(window, opened)
  return opened
}

async function openSources(
  settings: ConversionSettings,
  plan: StreamPlan & { readonly daySources: readonly DaySource[] },
  reader: SourceReader,
  database: Database,
): Promise<readonly OpenedSource[]> {
  const sources: OpenedSource[] = []
  for (const source of plan.daySources) {
    const { object } = source
    if (object === undefined) continue
    const probe = probeUnit(database, reader)
    const { dataType } = plan.stream
    sources.push(await openSource(reader, { ...source, object }, dataType, settings.tsInitOffsetNs, probe))
  }
  return sources
}

/** A window outside what the objects cover is a slip of its author, not a day without trades. */
function checkWindowHolds({ startNs, endNs }: TimeRange, opened: readonly OpenedStream[]): void {
  const bounds = opened.flatMap(({ sources }) =>
    sources.flatMap(({ rowGroups }) => rowGroups.map(group => group.bounds)),
  )
  const known = bounds.filter(bound => bound !== undefined)
  if (known.length < bounds.length || opened.some(({ presentCells }) => presentCells > 0)) return
  if (known.some(({ firstNs, lastNs }) => firstNs < endNs && lastNs >= startNs)) return
  const first = earliest(known.map(({ firstNs }) => firstNs))
  const last = latest(known.map(({ lastNs }) => lastNs))
  throw new WindowEmptyError({
    window: `${formatInstant(startNs)} to ${formatInstant(endNs)}`,
    covered:
      first === null || last === null
        ? `no rows at all (${dateOf(startNs)})`
        : `${formatInstant(first)} to ${formatInstant(last)}`,
  })
}
