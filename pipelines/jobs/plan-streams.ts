import { OdumError } from '../../engine/domain/odum-error.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import type { ConversionSettings } from './conversion-settings.ts'
import { findObjects } from './find-sources.ts'
import { type CellPlan, planCells, type StreamCell } from './plan-cells.ts'
import type { RawStream } from './raw-streams.ts'

/** What a stream lacks in a window. */
export interface StreamPlan {
  readonly stream: RawStream
  /** Ascending. */
  readonly missing: readonly StreamCell[]
  readonly presentCells: number
  readonly warnings: readonly string[]
}

/** Which cells must be made: the missing ones and those whose absent neighbour has come since.
 *  @throws CellMismatchError */
export async function planStream(
  catalog: Catalog,
  stream: RawStream,
  settings: ConversionSettings,
  window: TimeRange,
  refresh: boolean,
  openReader: () => Promise<SourceReader>,
): Promise<StreamPlan> {
  const plan = await planCells(catalog, stream, settings, window, refresh)
  const { rebuilt, warnings } = await recheckNeighbours(plan, settings, openReader)
  const missing = [...plan.missing, ...rebuilt].sort((left, right) => (left.startNs < right.startNs ? -1 : 1))
  return { stream, missing, presentCells: plan.presentCells - rebuilt.length, warnings }
}

/** A window that is converted must stay usable without its sources, so a recheck that fails is a warning. */
async function recheckNeighbours(
  { unsettled }: CellPlan,
  settings: ConversionSettings,
  openReader: () => Promise<SourceReader>,
): Promise<{ rebuilt: readonly StreamCell[]; warnings: readonly string[] }> {
  const paths = [...new Set(unsettled.flatMap(({ neighboursMissing }) => neighboursMissing))]
  if (paths.length === 0) return { rebuilt: [], warnings: [] }
  try {
    const found = await findObjects(await openReader(), paths, settings.autoDiscover)
    const arrived = new Set(paths.filter((_, index) => found[index] !== undefined))
    const rebuilt = unsettled.filter(({ neighboursMissing }) =>
      neighboursMissing.some(path => arrived.has(path)),
    )
    return { rebuilt: rebuilt.map(({ cell }) => cell), warnings: [] }
  } catch (error) {
    if (!(error instanceof OdumError)) throw error
    const warning = `whether ${paths.join(', ')} exist by now could not be checked (${error.code})`
    return { rebuilt: [], warnings: [warning] }
  }
}
