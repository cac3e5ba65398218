import { OdumError } from '../../../engine/domain/odum-error.ts'
import type { CheckProblem } from './report.ts'

/** What a check tells of a coded error; others are faults of ours and go on. */
export function problemOf(error: unknown): CheckProblem {
  if (!(error instanceof OdumError)) throw error
  return { code: error.code, message: error.message }
}
