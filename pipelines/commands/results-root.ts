import { absoluteRoot, DEFAULT_RESULTS_ROOT } from '../config/locations.ts'
import { UsageError } from '../errors.ts'
import { type OpenedResults, openResults, type WantedResults } from '../results/open-results.ts'
import type { CommandIo } from './command-io.ts'

/** The results root of a command without a configuration: the option, else ODUM_RESULTS_ROOT, else the default.
 *  @throws UsageError for an address that is neither a folder nor a bucket's */
export function resultsRootOf(io: Pick<CommandIo, 'env' | 'cwd'>, option: string | undefined): string {
  const root = absoluteRoot(option ?? (io.env.ODUM_RESULTS_ROOT || DEFAULT_RESULTS_ROOT), io.cwd)
  const written = option ?? io.env.ODUM_RESULTS_ROOT ?? ''
  if (/^[a-z]+:\/\//.test(written) && !root.startsWith('gs://')) {
    throw new UsageError({
      problem: `The results root ${written} is neither a folder nor a bucket address.`,
      remedy: 'Write it as a path or as gs://bucket/folder.',
    })
  }
  return root
}

/** Opens that root for reading. */
export function openResultsOf(
  io: Pick<CommandIo, 'env' | 'cwd'>,
  option: string | undefined,
  wanted: WantedResults = {},
): Promise<OpenedResults> {
  return openResults(resultsRootOf(io, option), io.env, wanted)
}
