import type { SourceLayout, SourceObject, SourceReader } from '../sources/source-reader.ts'
import type { SourceMapping } from '../staging/stage-batch.ts'
import { statisticsStepNs, type TimeUnit, unitOfColumn } from '../staging/time-units.ts'
import { type MappedField, type RawDataType, recogniseFormat } from '../staging/wire-formats.ts'
import type { DaySource } from './find-sources.ts'
import { earliest, latest } from './instants.ts'

/** A source whose format is known, with where its row groups lie in time. */
export interface OpenedSource {
  readonly date: string | undefined
  readonly object: SourceObject
  readonly mapping: SourceMapping
  readonly rows: number
  readonly rowGroups: readonly TimedRowGroup[]
}

export interface TimedRowGroup {
  readonly index: number
  readonly rows: number
  /** Bounds of ts_init, both inclusive, the configured offset added; undefined when nothing tells. */
  readonly bounds: { readonly firstNs: bigint; readonly lastNs: bigint } | undefined
}

/** Finds the unit of a time column that has no statistics, from its values. */
export type UnitProbe = (object: SourceObject, column: string) => Promise<TimeUnit | undefined>

/** Reads a source's footer and recognises its format.
 *  @throws NotParquetError, WireFormatUnknownError, WireTypeError, TimeUnitMixedError */
export async function openSource(
  reader: SourceReader,
  source: DaySource & { readonly object: SourceObject },
  dataType: RawDataType,
  tsInitOffsetNs: bigint,
  probe: UnitProbe,
): Promise<OpenedSource> {
  const { object } = source
  const layout = await reader.layout(object)
  const fields = recogniseFormat(dataType, layout.columns, object.uri)
  const units: Record<string, TimeUnit> = {}
  for (const { field, kind, column } of fields) {
    if (kind !== 'time' || column === undefined) continue
    const unit = unitOfColumn(layout, column.name, object.uri) ?? (await probe(object, column.name))
    // A column without a single plausible time: every row of it is bad, whatever the unit.
    units[field] = unit ?? 'ns'
  }
  return {
    date: source.date,
    object,
    mapping: { uri: object.uri, dataType, fields, units },
    rows: layout.rowGroups.reduce((sum, group) => sum + group.rows, 0),
    rowGroups: timeRowGroups(layout, fields, units, tsInitOffsetNs),
  }
}

function timeRowGroups(
  layout: SourceLayout,
  fields: readonly MappedField[],
  units: Readonly<Record<string, TimeUnit>>,
  tsInitOffsetNs: bigint,
): readonly TimedRowGroup[] {
  const boundsOf = (field: string, index: number) => {
    const column = fields.find(mapped => mapped.field === field)?.column
    const statistics = layout.rowGroups[index]?.statistics[column?.name ?? '']
    if (column === undefined || statistics === undefined) return undefined
    const { min, max, nullCount } = statistics
    if (min === null || max === null) return undefined
    const stepNs = statisticsStepNs(column.type, units[field] ?? 'ns')
    // The last step is counted whole: coarser statistics may hide finer times.
    return {
      firstNs: min * stepNs + tsInitOffsetNs,
      lastNs: max * stepNs + stepNs - 1n + tsInitOffsetNs,
      mayBeNull: nullCount !== 0,
    }
  }
  return layout.rowGroups.map((group, index) => {
    const init = boundsOf('ts_init', index)
    if (init !== undefined && !init.mayBeNull) return { index, rows: group.rows, bounds: init }
    const hasInitColumn = fields.some(({ field, column }) => field === 'ts_init' && column !== undefined)
    const event = boundsOf('ts_event', index)
    if (!hasInitColumn) return { index, rows: group.rows, bounds: event }
    return { index, rows: group.rows, bounds: spanOf(init, event) }
  })
}

/** Rows with a null ts_init arrive at ts_event: both bounds count. */
function spanOf(
  init: { firstNs: bigint; lastNs: bigint } | undefined,
  event: { firstNs: bigint; lastNs: bigint } | undefined,
): TimedRowGroup['bounds'] {
  if (init === undefined || event === undefined) return undefined
  const firstNs = earliest([init.firstNs, event.firstNs])
  const lastNs = latest([init.lastNs, event.lastNs])
  return firstNs === null || lastNs === null ? undefined : { firstNs, lastNs }
}
