import type { Catalog } from '../../catalog/catalog.ts'
import { cellsOfWindow, DAY_NS, dateOf, type TimeRange } from '../../catalog/cell-grid.ts'
import { formatInstant } from '../../config/time-window.ts'
import { type DaySource, findSources } from '../find-sources.ts'
import { earliest, latest } from '../instants.ts'
import { planCells } from '../plan-cells.ts'
import type { RawStream } from '../raw-streams.ts'
import type { OpenedSource } from '../source-layouts.ts'
import { type CheckContext, checkObject, touches } from './check-object.ts'
import { problemOf } from './problem.ts'
import type { CheckProblem, StreamCheck, WindowCover } from './report.ts'

export interface CheckedStream {
  readonly check: StreamCheck
  readonly problems: readonly CheckProblem[]
}

/** Looks for the raw objects of a window in one batch, converted or not, and checks each that is there. */
export async function checkStream(
  context: CheckContext,
  stream: RawStream,
  catalog: Catalog | undefined,
): Promise<CheckedStream> {
  const { settings, window, reader } = context
  const problems: CheckProblem[] = []
  const { converted, neededDates } = await planned(context, stream, catalog).catch((error: unknown) => {
    problems.push(problemOf(error))
    return unplanned(context)
  })
  const path = settings.paths[stream.dataType] ?? ''
  const cells = cellsOfWindow(window, settings.cellLengthNs)
  const dates = [...new Set(cells.flatMap(datesOf))].sort()
  const days = await findSources(reader, path, dates, settings.autoDiscover).catch((error: unknown) => {
    problems.push(problemOf(error))
    return [] as readonly DaySource[]
  })
  const isNeeded = ({ date }: DaySource): boolean =>
    neededDates.size > 0 && (date === undefined || neededDates.has(date))
  const checked = []
  // One after the other: each has a sample in memory.
  for (const day of days) checked.push(await checkObject(context, stream.dataType, day, isNeeded(day)))
  const objects = checked.map(({ check }) => check)
  problems.push(...objects.flatMap(({ problem }) => problem ?? []))
  const sources = checked.flatMap(({ source }) => source ?? [])
  const check: StreamCheck = {
    dataType: stream.dataType,
    path,
    cells: cells.length,
    convertedCells: converted,
    objects,
    missing: days.filter(day => day.object === undefined && isNeeded(day)).map(day => day.path),
    ...coverOf(sources, window),
  }
  return { check, problems }
}

interface Planned {
  readonly converted: number
  /** Days whose raw objects missing cells are made from. */
  readonly neededDates: ReadonlySet<string>
}

async function planned(
  { settings, window }: CheckContext,
  stream: RawStream,
  catalog: Catalog | undefined,
): Promise<Planned> {
  if (catalog === undefined) return unplanned({ settings, window })
  const plan = await planCells(catalog, stream, settings, window, false)
  return { converted: plan.presentCells, neededDates: new Set(plan.missing.map(({ date }) => date)) }
}

function unplanned({ settings, window }: Pick<CheckContext, 'settings' | 'window'>): Planned {
  const cells = cellsOfWindow(window, settings.cellLengthNs)
  return { converted: 0, neededDates: new Set(cells.map(({ startNs }) => dateOf(startNs))) }
}

/** Days whose raw objects may hold rows of a cell: at midnight also the day beside it. */
function datesOf({ startNs, endNs }: TimeRange): readonly string[] {
  return [
    dateOf(startNs),
    ...(startNs % DAY_NS === 0n ? [dateOf(startNs - 1n)] : []),
    ...(endNs % DAY_NS === 0n ? [dateOf(endNs)] : []),
  ]
}

function coverOf(
  sources: readonly OpenedSource[],
  window: TimeRange,
): Pick<StreamCheck, 'first' | 'last' | 'cover' | 'rowsAtMost'> {
  const groups = sources.flatMap(({ rowGroups }) => rowGroups)
  const bounds = groups.flatMap(group => group.bounds ?? [])
  const first = earliest(bounds.map(({ firstNs }) => firstNs))
  const last = latest(bounds.map(({ lastNs }) => lastNs))
  const rows = groups.filter(group => group.bounds === undefined || touches(group.bounds, window))
  const isTold = bounds.length === groups.length
  return {
    first: first === null ? null : formatInstant(first),
    last: last === null ? null : formatInstant(last),
    cover: isTold ? coverBetween(first, last, window, rows.length > 0) : 'unknown',
    rowsAtMost: rows.reduce((sum, group) => sum + group.rows, 0),
  }
}

/** Less than a second at either end is how markets pause, not a lack of data. */
const SLACK_NS = 1_000_000_000n

function coverBetween(
  first: bigint | null,
  last: bigint | null,
  window: TimeRange,
  isTouched: boolean,
): WindowCover {
  if (first === null || last === null || !isTouched) return 'none'
  const isWhole = first <= window.startNs + SLACK_NS && last >= window.endNs - SLACK_NS
  return isWhole ? 'whole' : 'part'
}
