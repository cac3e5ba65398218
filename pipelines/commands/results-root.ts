import { resolve } from 'node:path'
import { DEFAULT_RESULTS_ROOT } from '../config/locations.ts'
import { UsageError } from '../errors.ts'
import type { CommandIo } from './command-io.ts'

/** The results root of a command without a configuration: the option, else ODUM_RESULTS_ROOT, else the default.
 *  @throws UsageError for a bucket: runs are shown from a local folder. */
export function resultsRootOf(io: Pick<CommandIo, 'env' | 'cwd'>, option: string | undefined): string {
  const root = option ?? (io.env.ODUM_RESULTS_ROOT || DEFAULT_RESULTS_ROOT)
  if (/^[a-z]+:\/\//.test(root)) {
    throw new UsageError({
      problem: `The results root ${root} is not a folder.`,
      remedy: 'Copy the runs into a local folder and name it with --results.',
    })
  }
  return resolve(io.cwd, root)
}
