import type { OdumError } from '../../engine/domain/odum-error.ts'
import { ParquetDamagedError } from '../errors.ts'

// What DuckDB says of a file whose footer it cannot read.
const DAMAGED =
  /(No magic bytes found at end of file|Footer length error in file|too small to be a Parquet file|Failed to read Parquet file|Invalid Parquet file)/
const FILE = /['"]([^'"\n]+\.parquet)['"]/

/** The coded error of a Parquet file that DuckDB cannot open; `undefined` for any other failure. */
export function damagedFile(error: unknown): OdumError | undefined {
  if (!(error instanceof Error)) return undefined
  const problem = DAMAGED.exec(error.message)?.[1]
  const file = FILE.exec(error.message)?.[1]
  if (problem === undefined || file === undefined) return undefined
  return new ParquetDamagedError({ file, problem: problem.replace(/ (at end of|in) file$/, '') }, error)
}
