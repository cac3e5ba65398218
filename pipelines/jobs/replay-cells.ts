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
  /** Levels a side the book's cells show, by file, where the book is replayed from deltas. */
  readonly deltaDepths: Readonly<Record<string, number>> | undefined
}

/** The converted cells of a window; plain data. */
export interface ReplayCells {
  /** In the order of the run. */
  readonly instruments: readonly InstrumentCells[]
  /** Of all instruments. */
  readonly tradeCells: readonly TradeCell[]
  readonly lineage: readonly LineageCell[]
}

/** How a run reads a book: not at all, as wide rows, or as deltas. */
export type BookReading = 'none' | 'depth' | 'deltas'

/** Finds the cells a run reads.
 *  @param instruments in the order of the run. @throws CellsMissingError */
export async function replayCells(
  catalog: Catalog,
  instruments: readonly { readonly id: string; readonly bookReading: BookReading }[],
  window: TimeRange,
): Promise<ReplayCells> {
  const rowsMax = sliceRowsFor(instruments.length)
  const found: FoundCells[] = []
  for (const { id, bookReading } of instruments) {
    const trades = await catalog.cellsOf('trade_tick', id, window)
    found.push({ trades, book: await bookCells(catalog, id, window, bookReading), bookReading })
  }
  const refs = found.flatMap(({ trades, book }) => [...trades, ...book])
  // The footers say where to cut, the lineage where the rows came from: both are read at once.
  const lineage = lineageCells(catalog, refs)
  lineage.catch(() => {})
  const cells: InstrumentCells[] = []
  for (const instrument of found) cells.push(await instrumentCells(catalog, instrument, rowsMax))
  return {
    instruments: cells,
    tradeCells: cells.flatMap(({ trades }, index) => tradeCells(trades, index)),
    lineage: await lineage,
  }
}

interface FoundCells {
  readonly trades: readonly CellRef[]
  readonly book: readonly CellRef[]
  readonly bookReading: BookReading
}

async function instrumentCells(
  catalog: Catalog,
  { trades, book, bookReading }: FoundCells,
  rowsMax: number,
): Promise<InstrumentCells> {
  const files = await catalog.localFiles(
    [...trades, ...book].filter(cell => cell.exists).map(cell => cell.path),
  )
  const sliced = (cells: readonly CellRef[]): Promise<SlicedCells> => {
    return sliceCells(
      cells.map(cell => ({ ...cell, path: files.get(cell.path) ?? cell.path })),
      rowsMax,
    )
  }
  const isDeltas = book[0]?.type === 'order_book_deltas'
  const [slicedTrades, slicedBook, deltaDepths] = await Promise.all([
    sliced(trades),
    bookReading === 'none' ? undefined : sliced(book),
    isDeltas ? depthsOf(catalog, book, files) : undefined,
  ])
  return { trades: slicedTrades, book: slicedBook, deltaDepths }
}

async function bookCells(
  catalog: Catalog,
  instrumentId: string,
  window: TimeRange,
  reading: BookReading,
): Promise<readonly CellRef[]> {
  if (reading === 'none') return []
  const type = reading === 'deltas' ? 'order_book_deltas' : 'order_book_depth'
  return await catalog.cellsOf(type, instrumentId, window)
}

/** Levels a side that cells show, by the file that is read; a cell that does not say shows all. */
async function depthsOf(
  catalog: Catalog,
  cells: readonly CellRef[],
  files: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, number>>> {
  const lineages = await catalog.readLineages(cells.filter(cell => cell.exists).map(cell => cell.path))
  const entries = cells.map(
    ({ path }) => [files.get(path) ?? path, lineages.get(path)?.book_depth ?? 0] as const,
  )
  return Object.fromEntries(entries)
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
