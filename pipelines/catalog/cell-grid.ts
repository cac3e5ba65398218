import { CellLengthError } from '../errors.ts'

/** The kinds of rows a catalog holds. */
export const CATALOG_TYPES = ['trade_tick', 'order_book_deltas', 'order_book_depth'] as const
export type CatalogType = (typeof CATALOG_TYPES)[number]

export const DAY_NS = 86_400_000_000_000n

/** Half-open `[startNs, endNs)` in ts_init, ns. */
export interface TimeRange {
  readonly startNs: bigint
  readonly endNs: bigint
}

/** Checks that cells of this length tile a day, so that none crosses midnight. @throws CellLengthError */
export function checkCellLength(cellLengthNs: bigint): void {
  if (cellLengthNs <= 0n || DAY_NS % cellLengthNs !== 0n)
    throw new CellLengthError({ found: `${cellLengthNs} ns` })
}

/** The grid cells that overlap a window, ascending: the window widened to whole cells. */
export function cellsOfWindow(window: TimeRange, cellLengthNs: bigint): readonly TimeRange[] {
  const cells: TimeRange[] = []
  const firstNs = window.startNs - (window.startNs % cellLengthNs)
  for (let startNs = firstNs; startNs < window.endNs; startNs += cellLengthNs) {
    cells.push({ startNs, endNs: startNs + cellLengthNs })
  }
  return cells
}

/** `YYYY-MM-DD` of an instant, UTC. */
export function dateOf(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 10)
}

/** Midnight, UTC, of a `YYYY-MM-DD`. */
export function startOfDate(date: string): bigint {
  return BigInt(Date.parse(`${date}T00:00:00Z`)) * 1_000_000n
}

/** `20230523T020000000000000`: date, time and nine digits of ns. */
export function stampOf(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  return `${seconds}${String(ns % 1_000_000_000n).padStart(9, '0')}`
}

/** Reads a stamp back; undefined when the text is none. */
export function instantOfStamp(stamp: string): bigint | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{9})$/.exec(stamp)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '0'] = match
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n + BigInt(fraction)
}

/** An id as one path segment: percent-encoded, so `/` and `:` stay inside it. */
export function encodeId(id: string): string {
  return encodeURIComponent(id).replaceAll(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Folder name of an instrument's cells, below the catalog root. */
export function instrumentFolder(type: CatalogType, instrumentId: string): string {
  return `data/${type}/instrument_id=${encodeId(instrumentId)}`
}

/** Name of a cell below the catalog root: a pure function of type, instrument and time. */
export function cellPath(type: CatalogType, instrumentId: string, cell: TimeRange): string {
  const name = `${stampOf(cell.startNs)}_${stampOf(cell.endNs)}.parquet`
  return `${instrumentFolder(type, instrumentId)}/date=${dateOf(cell.startNs)}/${name}`
}

/** Bounds of a cell from its file name; undefined for other files. */
export function cellOfName(name: string): TimeRange | undefined {
  const match = /^(\w+)_(\w+)\.parquet$/.exec(name)
  const startNs = instantOfStamp(match?.[1] ?? '')
  const endNs = instantOfStamp(match?.[2] ?? '')
  return startNs === undefined || endNs === undefined || endNs <= startNs ? undefined : { startNs, endNs }
}
