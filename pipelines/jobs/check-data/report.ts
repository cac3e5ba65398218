import type { QualityHour } from '../../quality/data-quality.ts'
import type { DataSource, ReaderChoice } from '../../sources/choose-reader.ts'
import type { SourceReader } from '../../sources/source-reader.ts'
import type { RawDataType } from '../../staging/wire-formats.ts'

/** A fault by the code and message of its error. */
export interface CheckProblem {
  readonly code: string
  readonly message: string
}

/** ts_init - ts_event of a sample of rows, ns, the configured offset added. */
export interface SkewCheck {
  readonly rows: number
  readonly leastNs: number
  readonly medianNs: number
  readonly greatestNs: number
  /** Rows that arrived before they happened. */
  readonly negativeRows: number
}

/** One raw object. */
export interface ObjectCheck {
  /** `YYYY-MM-DD`; null for an object that holds every day. */
  readonly date: string | null
  readonly path: string
  /** False for the day beside the window's, whose absence is no fault. */
  readonly isNeeded: boolean
  /** Null where the object is absent. */
  readonly uri: string | null
  readonly sizeBytes: number | null
  readonly rows: number | null
  /** Bounds of ts_init; null where nothing tells. */
  readonly first: string | null
  readonly last: string | null
  /** Our columns, and the source's column and time unit each is read from; null where not recognised. */
  readonly format: Readonly<Record<string, string>> | null
  readonly skew: SkewCheck | null
  /** Bad rows of the sample by reason. */
  readonly sampleRejects: readonly { readonly reason: string; readonly rows: number }[]
  readonly problem: CheckProblem | null
}

/** How much of the window raw rows cover, by the bounds of row groups. */
export type WindowCover = 'whole' | 'part' | 'none' | 'unknown'

/** One kind of raw data. */
export interface StreamCheck {
  readonly dataType: RawDataType
  readonly path: string
  readonly cells: number
  readonly convertedCells: number
  readonly objects: readonly ObjectCheck[]
  /** Paths of absent objects without which missing cells cannot be made. */
  readonly missing: readonly string[]
  readonly first: string | null
  readonly last: string | null
  readonly cover: WindowCover
  /** Rows of the row groups that touch the window: at most so many lie in it. */
  readonly rowsAtMost: number
}

/** Whether the raw data can serve a configuration and window. Instants are RFC 3339 in UTC. */
export interface DataCheckReport {
  readonly ok: boolean
  readonly instrument: string
  readonly window: { readonly start: string; readonly end: string }
  readonly reader: {
    readonly source: DataSource
    readonly decidedBy: ReaderChoice['decidedBy']
    readonly kind: SourceReader['kind']
    readonly requests: number
    readonly bytes: number
    readonly httpfsProblem: string | null
  } | null
  readonly streams: readonly StreamCheck[]
  /** Keys in the names of the raw objects that were found. */
  readonly instrumentKeys: readonly string[]
  readonly problems: readonly CheckProblem[]
  readonly warnings: readonly string[]
  /** Of the converted part of the window, where it was asked for and there is one. */
  readonly quality: readonly QualityHour[] | null
}
