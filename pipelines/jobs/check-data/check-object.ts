import type { TimeRange } from '../../catalog/cell-grid.ts'
import { formatInstant } from '../../config/time-window.ts'
import type { Database } from '../../database/open-database.ts'
import { oneRow } from '../../database/statement.ts'
import { rawClockSkew } from '../../quality/statements.ts'
import type { SourceReader } from '../../sources/source-reader.ts'
import { profileBatch, stageBatch } from '../../staging/stage-batch.ts'
import type { RawDataType } from '../../staging/wire-formats.ts'
import type { ConversionSettings } from '../conversion-settings.ts'
import type { DaySource } from '../find-sources.ts'
import { earliest, latest } from '../instants.ts'
import { probeUnit } from '../probe-unit.ts'
import { sourceFault } from '../source-fault.ts'
import { type OpenedSource, openSource } from '../source-layouts.ts'
import { problemOf } from './problem.ts'
import type { ObjectCheck, SkewCheck } from './report.ts'

/** What checking an object needs. The database has the precisions of the settings declared. */
export interface CheckContext {
  readonly settings: ConversionSettings
  readonly window: TimeRange
  readonly reader: SourceReader
  readonly database: Database
}

export interface CheckedObject {
  readonly check: ObjectCheck
  readonly source: OpenedSource | undefined
}

/** Reads an object's footer and a sample: the first row group that touches the window, as conversion would read it. */
export async function checkObject(
  context: CheckContext,
  dataType: RawDataType,
  day: DaySource,
  isNeeded: boolean,
): Promise<CheckedObject> {
  const { reader, database, settings } = context
  const { object } = day
  const absent = { ...NOTHING, date: day.date ?? null, path: object?.path ?? day.path, isNeeded }
  if (object === undefined) return { check: absent, source: undefined }
  const found = { ...absent, uri: object.uri, sizeBytes: object.sizeBytes }
  try {
    const probe = probeUnit(database, reader)
    const source = await openSource(reader, { ...day, object }, dataType, settings.tsInitOffsetNs, probe)
    const told = { ...found, rows: source.rows, ...boundsOf(source), format: formatOf(source) }
    return { check: { ...told, ...(await checkSample(context, source)) }, source }
  } catch (error) {
    return { check: { ...found, problem: problemOf(sourceFault(object.uri, error)) }, source: undefined }
  }
}

const NOTHING = {
  uri: null,
  sizeBytes: null,
  rows: null,
  first: null,
  last: null,
  format: null,
  skew: null,
  sampleRejects: [],
  problem: null,
} as const

function boundsOf({ rowGroups }: OpenedSource): { first: string | null; last: string | null } {
  const known = rowGroups.flatMap(({ bounds }) => bounds ?? [])
  const first = earliest(known.map(({ firstNs }) => firstNs))
  const last = latest(known.map(({ lastNs }) => lastNs))
  return {
    first: first === null ? null : formatInstant(first),
    last: last === null ? null : formatInstant(last),
  }
}

function formatOf({ mapping }: OpenedSource): Readonly<Record<string, string>> {
  const entries = mapping.fields.flatMap(({ field, column }): [string, string][] => {
    if (column === undefined) return []
    const unit = mapping.units[field]
    return [[field, `${column.name} ${column.type}${unit === undefined ? '' : ` (${unit})`}`]]
  })
  return Object.fromEntries(entries)
}

async function checkSample(
  { settings, window, reader, database }: CheckContext,
  source: OpenedSource,
): Promise<Pick<ObjectCheck, 'skew' | 'sampleRejects'>> {
  const group = source.rowGroups.find(({ bounds }) => bounds === undefined || touches(bounds, window))
  if (group === undefined) return { skew: null, sampleRejects: [] }
  const { mapping, object } = source
  const columns = mapping.fields.flatMap(({ column }) => (column === undefined ? [] : [column.name]))
  await using fetched = await reader.fetch(object, [group.index], columns)
  const connection = await database.connect()
  try {
    await stageBatch(connection, 'checked_sample', mapping, fetched, settings.tsInitOffsetNs)
    const profile = await profileBatch(connection, 'checked_sample', mapping.dataType, settings.cellLengthNs)
    const times = 'select ts_event, ts_init from checked_sample where reason is null'
    await connection.run(`create or replace temp view source_clock as ${times}`)
    const skew = await oneRow(connection, rawClockSkew, {})
    return { skew: skewOf(skew), sampleRejects: profile.rejects }
  } finally {
    connection.closeSync()
  }
}

function skewOf(row: {
  readonly row_count: bigint
  readonly least_ns: bigint | null
  readonly median_ns: bigint | null
  readonly greatest_ns: bigint | null
  readonly negative_count: bigint
}): SkewCheck | null {
  if (row.row_count === 0n) return null
  return {
    rows: Number(row.row_count),
    leastNs: Number(row.least_ns),
    medianNs: Number(row.median_ns),
    greatestNs: Number(row.greatest_ns),
    negativeRows: Number(row.negative_count),
  }
}

/** Whether inclusive bounds share an instant with a window. */
export function touches(
  bounds: { readonly firstNs: bigint; readonly lastNs: bigint },
  window: TimeRange,
): boolean {
  return bounds.firstNs < window.endNs && bounds.lastNs >= window.startNs
}
