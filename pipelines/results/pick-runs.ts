import { RunAmbiguousError, RunNotFoundError } from '../errors.ts'

/** The runs that texts name: each a whole id, the beginning of one, or its last part after `_`.
 *  @param runIds those there are. @throws RunNotFoundError, RunAmbiguousError */
export function pickRuns(
  runIds: readonly string[],
  texts: readonly string[],
  resultsRoot: string,
): readonly string[] {
  return texts.map(text => {
    if (runIds.includes(text)) return text
    const matching = runIds.filter(id => id.startsWith(text) || id.endsWith(`_${text}`))
    if (matching.length > 1) throw new RunAmbiguousError({ text, matching })
    const [only] = matching
    if (only === undefined) throw new RunNotFoundError({ runId: text, resultsRoot, folder: undefined })
    return only
  })
}
