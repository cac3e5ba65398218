import { z } from 'zod'
import { byteSize, duration } from '../scalars.ts'

/** What a file of yours may use; see docs/sandbox.md. */
export const sandboxSection = z.strictObject({
  time_limit: duration().default('1h').describe('Wall-clock time of the replay.'),
  stall_limit: duration()
    .default('30s')
    .describe('Wall-clock time without progress: of one callback, or of loading the module.'),
  memory_limit: byteSize()
    .default('4GB')
    .describe('Memory of the process that replays, the engine and the database included.'),
  output_limit: byteSize().default('20GB').describe('Size of the result tables.'),
})
