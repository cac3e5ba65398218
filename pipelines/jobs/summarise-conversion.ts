import type { TimeRange } from '../catalog/cell-grid.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import type { ConversionReport, SourceReport } from './conversion-report.ts'
import type { ConversionSettings } from './conversion-settings.ts'
import type { StreamOutcome } from './convert-stream.ts'
import type { StreamCell } from './plan-cells.ts'
import type { RawStream } from './raw-streams.ts'
import type { OpenedSource } from './source-layouts.ts'

/** One stream after its conversion; no outcome when all its cells were there. */
export interface StreamResult {
  readonly stream: RawStream
  readonly missing: readonly StreamCell[]
  readonly presentCells: number
  readonly warnings: readonly string[]
  readonly sources: readonly OpenedSource[]
  readonly outcome: StreamOutcome | undefined
}

export function reportOf(
  settings: ConversionSettings,
  window: TimeRange,
  results: readonly StreamResult[],
  reader: SourceReader | undefined,
  elapsedMs: number,
): ConversionReport {
  return {
    instrumentId: settings.instrumentId,
    catalogRoot: settings.catalogRoot,
    window,
    types: results.flatMap(({ stream, missing, presentCells, outcome }) =>
      stream.types.map(type => ({
        instrumentId: settings.instrumentId,
        type,
        cellsPresent: presentCells,
        cellsWritten: missing.length,
        rowsWritten: outcome?.rowsWritten[type] ?? 0,
      })),
    ),
    rejected: results.flatMap(({ stream, outcome }) =>
      [...(outcome?.rejected ?? [])].map(([reason, rows]) => ({ dataType: stream.dataType, reason, rows })),
    ),
    duplicates: results.flatMap(({ stream, outcome }) => {
      const rows = outcome?.duplicates ?? 0
      return rows === 0 ? [] : [{ dataType: stream.dataType, rows, dropped: settings.dedupe }]
    }),
    warnings: results.flatMap(result => [...result.warnings, ...warningsOf(result, settings)]),
    sources: results.flatMap(result => sourceReports(result, reader)),
    reader: reader === undefined ? undefined : { kind: reader.kind, ...reader.usage() },
    elapsedMs,
  }
}

function sourceReports(
  { stream, sources, outcome }: StreamResult,
  reader: SourceReader | undefined,
): readonly SourceReport[] {
  return sources.map(({ object, rowGroups }) => {
    const reads = (outcome?.reads ?? []).filter(({ uri }) => uri === object.uri)
    return {
      uri: object.uri,
      identity: object.identity,
      dataType: stream.dataType,
      rowsRead: reads.reduce((sum, read) => sum + read.rows, 0),
      rowGroupsRead: reads.reduce((sum, read) => sum + read.rowGroups, 0),
      rowGroups: rowGroups.length,
      ...(reader?.usage(object.uri) ?? { requests: 0, bytes: 0 }),
    }
  })
}

function warningsOf({ stream, outcome }: StreamResult, settings: ConversionSettings): readonly string[] {
  if (outcome === undefined) return []
  const warnings: string[] = []
  const { dataType } = stream
  const rejected = [...outcome.rejected.values()].reduce((sum, rows) => sum + rows, 0)
  if (rejected > 0) warnings.push(`${dataType}: ${rejected} bad rows were set aside in _rejected/${dataType}`)
  if (outcome.duplicates > 0) {
    const fate = settings.dedupe ? 'dropped' : 'kept (data_catalog.dedupe drops them)'
    warnings.push(`${dataType}: ${outcome.duplicates} exact duplicates were ${fate}`)
  }
  if (outcome.assumedBuyers > 0) {
    warnings.push(`${dataType}: ${outcome.assumedBuyers} rows with an unknown aggressor were read as buyer`)
  }
  const { rows, maxNs } = outcome.beforeEvent
  if (rows > 0) {
    warnings.push(
      `${dataType}: ${rows} rows have ts_init before ts_event, by up to ${Number(maxNs) / 1e6} ms; ` +
        "the receiver's clock ran behind the venue's (data_catalog.ts_init_offset_ns mends it)",
    )
  }
  return warnings
}
