/** One raw object as a reader sees it. */
export interface SourceObject {
  /** `file:///…` or `gs://bucket/name`; ends in the lineage of the cells made from it. */
  readonly uri: string
  /** The object's name below the root, e.g. `raw_tick_data/by_date/day-2024-08-08/data_type-trades/….parquet`. */
  readonly path: string
  readonly sizeBytes: number
  /** Changes when the contents change: the generation of a cloud object, `mtimeNs:size` of a file. */
  readonly identity: string
}

export interface SourceColumn {
  readonly name: string
  /** DuckDB's name of the type, e.g. `BIGINT`, `DECIMAL(18,2)`, `TIMESTAMP_NS`. */
  readonly type: string
}

export interface ColumnStatistics {
  /** Physical integer bounds, in the column's own unit; null where the writer left none. */
  readonly min: bigint | null
  readonly max: bigint | null
  readonly nullCount: number | null
}

export interface SourceRowGroup {
  readonly rows: number
  readonly compressedBytes: number
  /** Statistics of the integer and timestamp columns, by column name. */
  readonly statistics: Readonly<Record<string, ColumnStatistics>>
}

/** What a Parquet footer tells. */
export interface SourceLayout {
  readonly columns: readonly SourceColumn[]
  readonly rowGroups: readonly SourceRowGroup[]
}

/** Row groups made readable for DuckDB: rows `[firstRow, firstRow + rows)` of `file` by `file_row_number`.
 *  `sourceFirstRow` is the position of the same rows in the source object. */
export interface RowGroupSlice {
  readonly rowGroup: number
  readonly firstRow: number
  readonly rows: number
  readonly sourceFirstRow: number
}

export interface FetchedRowGroups extends AsyncDisposable {
  /** What DuckDB's `read_parquet` takes: a local path or a URL. */
  readonly file: string
  readonly slices: readonly RowGroupSlice[]
}

export interface ReaderUsage {
  readonly requests: number
  readonly bytes: number
}

/** Raw objects behind one of three transports; all give identical rows for the same row groups. */
export interface SourceReader {
  readonly kind: 'mount' | 'httpfs' | 'ranges'
  /** The objects of these paths, `undefined` where absent, in the order asked: one batch before any work. */
  find(paths: readonly string[]): Promise<readonly (SourceObject | undefined)[]>
  /** Objects whose path starts with the prefix, ascending by path. */
  list(prefix: string): Promise<readonly SourceObject[]>
  /** @throws NotParquetError, SourceChangedError, SourceUnavailableError */
  layout(object: SourceObject): Promise<SourceLayout>
  /** Makes whole row groups readable; only their bytes are transferred. Dispose to free temporary files. */
  fetch(
    object: SourceObject,
    rowGroups: readonly number[],
    columns: readonly string[],
  ): Promise<FetchedRowGroups>
  /** Requests and bytes so far, of one object or of all. */
  usage(uri?: string): ReaderUsage
}
