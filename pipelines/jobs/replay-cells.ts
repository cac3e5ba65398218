import type { Catalog, CellRef } from '../catalog/catalog.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { type SlicedCells, sliceCells, sliceRowsFor } from '../feeds/cell-slices.ts'
import type { TradeCell } from '../recording/trade-id-lookup.ts'

/** One cell a run read, as its summary names it. */
export interface LineageCell {
  readonly type: string
  readonly path: string
  readonly rows: number
  /** The raw object that gave most rows; null for an empty cell. */
  readonly source_uri: string | null
  readonly source_identity: string | null
  readonly sources: readonly { readonly uri: string; readonly identity: string; readonly rows: number }[]
}

/** The converted cells of one instrument, cut for its feed. */
export interface InstrumentCells {
  readonly trades: SlicedCells
  /** Undefined when the run uses no book of it. */
  readonly book: SlicedCells | undefined
}

/** The converted cells of a window; plain data. */
export interface ReplayCells {
  /** In the order of the run. */
  readonly instruments: readonly InstrumentCells[]
  /** Of all instruments. */
  readonly tradeCells: readonly TradeCell[]
  readonly lineage: readonly LineageCell[]
}

/** Finds the cells a run reads.
 *  @param instruments in the order of the run. @throws CellsMissingError */
export async function replayCells(
  catalog: Catalog,
  instruments: readonly { readonly id: string; readonly usesBook: boolean }[],
  window: TimeRange,
): Promise<ReplayCells> {
  const cells: InstrumentCells[] = []
  const refs: CellRef[] = []
  const rowsMax = sliceRowsFor(instruments.length)
  for (const { id, usesBook } of instruments) {
    const tradeRefs = await catalog.cellsOf('trade_tick', id, window)
    const bookRefs = usesBook ? await catalog.cellsOf('order_book_depth', id, window) : []
    const files = await catalog.localFiles(
      [...tradeRefs, ...bookRefs].filter(cell => cell.exists).map(cell => cell.path),
    )
    const local = (found: readonly CellRef[]): readonly CellRef[] =>
      found.map(cell => ({ ...cell, path: files.get(cell.path) ?? cell.path }))
    const book = usesBook ? await sliceCells(local(bookRefs), rowsMax) : undefined
    cells.push({ trades: await sliceCells(local(tradeRefs), rowsMax), book })
    refs.push(...tradeRefs, ...bookRefs)
  }
  return {
    instruments: cells,
    tradeCells: cells.flatMap(({ trades }, index) => tradeCells(trades, index)),
    lineage: await lineageCells(catalog, refs),
  }
}

function tradeCells({ slices }: SlicedCells, instrumentIndex: number): TradeCell[] {
  const cells = new Map<string, TradeCell>()
  for (const { file, ordinalOffset, endRow } of slices) {
    cells.set(file, { instrumentIndex, file, firstOrdinal: ordinalOffset, rows: endRow })
  }
  return [...cells.values()]
}

async function lineageCells(catalog: Catalog, cells: readonly CellRef[]): Promise<LineageCell[]> {
  const lineages = await catalog.readLineages(cells.map(cell => cell.path))
  return cells.map(({ type, path }) => {
    const lineage = lineages.get(path)
    const sources = [...(lineage?.sources ?? [])].sort((a, b) => b.rows - a.rows)
    const [main] = sources
    const [source_uri, source_identity] = [main?.uri ?? null, main?.identity ?? null]
    return { type, path, rows: lineage?.rows ?? 0, source_uri, source_identity, sources }
  })
}
