import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of results that may wait for the garbage collector. */
const UNCOLLECTED_BYTES_MAX = 256 << 20

let uncollectedBytes = 0
let collect: (() => void) | undefined

/** Notes that results of DuckDB are done with. The binding frees them in finalizers, and V8, which sees small objects
 *  alone, would let gigabytes wait: over a window of many days it is told to collect now and then.
 *  @param bytes they held, about */
export function releaseResults(bytes: number): void {
  uncollectedBytes += bytes
  if (uncollectedBytes <= UNCOLLECTED_BYTES_MAX) return
  uncollectedBytes = 0
  collect ??= exposedCollector()
  collect()
}

function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
