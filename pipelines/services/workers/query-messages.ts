/** What the service gives a process that answers one query. */
export interface QueryTask {
  readonly sql: string
  readonly format: 'json' | 'csv'
  readonly catalogRoot: string
  readonly resultsRoot: string
  readonly rowsMax: number
  readonly bytesMax: number
  readonly memory: string
  readonly threads: number
  readonly residentBytesMax: number
}

/** How it ended; the rows are on its stdout. */
export type QueryEnd =
  | { readonly type: 'done'; readonly rows: number; readonly isCut: boolean; readonly elapsedMs: number }
  | {
      readonly type: 'failed'
      readonly code: string
      readonly httpStatus: number
      readonly message: string
    }
