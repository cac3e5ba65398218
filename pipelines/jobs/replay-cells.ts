import type { Catalog, CellRef } from '../catalog/catalog.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { type SlicedCells, sliceCells } from '../feeds/cell-slices.ts'
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

/** The converted cells of a window, cut for the feeds. */
export interface ReplayCells {
  readonly trades: SlicedCells
  /** Undefined when the run uses no book. */
  readonly book: SlicedCells | undefined
  readonly tradeCells: readonly TradeCell[]
  readonly lineage: readonly LineageCell[]
}

/** Finds the cells a run reads. @throws CellsMissingError */
export async function replayCells(
  catalog: Catalog,
  instrumentId: string,
  window: TimeRange,
  usesBook: boolean,
): Promise<ReplayCells> {
  const tradeRefs = await catalog.cellsOf('trade_tick', instrumentId, window)
  const bookRefs = usesBook ? await catalog.cellsOf('order_book_depth', instrumentId, window) : []
  const files = await catalog.localFiles(
    [...tradeRefs, ...bookRefs].filter(cell => cell.exists).map(cell => cell.path),
  )
  const local = (cells: readonly CellRef[]): readonly CellRef[] =>
    cells.map(cell => ({ ...cell, path: files.get(cell.path) ?? cell.path }))
  const trades = await sliceCells(local(tradeRefs))
  return {
    trades,
    book: usesBook ? await sliceCells(local(bookRefs)) : undefined,
    tradeCells: tradeCells(trades),
    lineage: await lineageCells(catalog, [...tradeRefs, ...bookRefs]),
  }
}

function tradeCells({ slices }: SlicedCells): TradeCell[] {
  const cells = new Map<string, TradeCell>()
  for (const { file, ordinalOffset, endRow } of slices) {
    cells.set(file, { instrumentIndex: 0, file, firstOrdinal: ordinalOffset, rows: endRow })
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
