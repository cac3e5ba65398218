import type { CatalogType, TimeRange } from '../catalog/cell-grid.ts'
import type { RawDataType } from '../staging/wire-formats.ts'

/** How far a conversion is. */
export interface ConversionProgress {
  readonly dataType: RawDataType
  readonly cellsDone: number
  readonly cellsTotal: number
  /** Source rows staged so far. */
  readonly rows: number
  readonly requests: number
  readonly bytes: number
}

export interface TypeReport {
  readonly instrumentId: string
  readonly type: CatalogType
  readonly cellsPresent: number
  readonly cellsWritten: number
  readonly rowsWritten: number
}

export interface SourceReport {
  readonly uri: string
  readonly identity: string
  readonly dataType: RawDataType
  readonly rowsRead: number
  readonly rowGroupsRead: number
  readonly rowGroups: number
  /** What reading it cost; of a mount, calls and bytes of the row groups read. */
  readonly requests: number
  readonly bytes: number
}

/** What a conversion did. */
export interface ConversionReport {
  readonly instrumentId: string
  readonly catalogRoot: string
  readonly window: TimeRange
  readonly types: readonly TypeReport[]
  readonly rejected: readonly {
    readonly dataType: RawDataType
    readonly reason: string
    readonly rows: number
  }[]
  readonly duplicates: readonly {
    readonly dataType: RawDataType
    readonly rows: number
    readonly dropped: boolean
  }[]
  readonly warnings: readonly string[]
  readonly sources: readonly SourceReport[]
  /** Undefined when nothing had to be read. */
  readonly reader: { readonly kind: string; readonly requests: number; readonly bytes: number } | undefined
  readonly elapsedMs: number
}

/** What several conversions of one window did together; of at least one. */
export function joinedReports(reports: readonly ConversionReport[]): ConversionReport {
  const [first, ...others] = reports
  if (first === undefined || others.length === 0) return first!
  const readers = reports.flatMap(({ reader }) => reader ?? [])
  const kinds = [...new Set(readers.map(({ kind }) => kind))].join('+')
  const total = (key: 'requests' | 'bytes'): number => readers.reduce((sum, reader) => sum + reader[key], 0)
  return {
    ...first,
    types: reports.flatMap(({ types }) => types),
    rejected: reports.flatMap(({ rejected }) => rejected),
    duplicates: reports.flatMap(({ duplicates }) => duplicates),
    warnings: reports.flatMap(({ instrumentId, warnings }) =>
      warnings.map(text => `${instrumentId}: ${text}`),
    ),
    sources: reports.flatMap(({ sources }) => sources),
    reader:
      readers.length === 0 ? undefined : { kind: kinds, requests: total('requests'), bytes: total('bytes') },
    elapsedMs: reports.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
  }
}
