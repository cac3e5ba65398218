import { defineError } from '../engine/domain/odum-error.ts'

/** The pipelines' error table: every fault a command, job or service can report, sorted by code. */

export const UsageError = defineError<{ problem: string; remedy: string }>({
  code: 'USAGE',
  exitStatus: 2,
  httpStatus: 400,
  message: f => `${f.problem} ${f.remedy}`,
})
