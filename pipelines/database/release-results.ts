import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of chunks that may wait for a collection of the young generation: less costs more collections than it saves,
 *  more outgrows the caches. */
const YOUNG_BYTES_MAX = 4 << 20

/** Bytes of results that may wait for a full collection: what is prefetched outlives the small ones. */
const UNCOLLECTED_BYTES_MAX = 256 << 20

let youngBytes = 0
let uncollectedBytes = 0
let collect: ((options?: { type: 'minor' }) => void) | undefined

/** Notes that chunks of DuckDB's results are done with. The binding frees them, and the copies it makes of their
 *  columns, in finalizers only, and V8, which sees small objects alone, would let gigabytes wait. Freed soon, their
 *  memory is used again by the next ones; otherwise every chunk is fresh pages that the kernel has to clear.
 *  @param bytes they held, about */
export function releaseResults(bytes: number): void {
  youngBytes += bytes
  uncollectedBytes += bytes
  if (youngBytes <= YOUNG_BYTES_MAX) return
  collect ??= exposedCollector()
  youngBytes = 0
  if (uncollectedBytes <= UNCOLLECTED_BYTES_MAX) {
    collect({ type: 'minor' })
    return
  }
  uncollectedBytes = 0
  collect()
}

function exposedCollector(): (options?: { type: 'minor' }) => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as (options?: { type: 'minor' }) => void
}
