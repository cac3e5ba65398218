import type { DuckDBConnection } from '@duckdb/node-api'
import type { z } from 'zod'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { allRows } from '../database/statement.ts'
import { bookStates, clockSkew, duplicateTradeIds, gaps, priceJumps, staleBooks } from './statements.ts'

/** Beyond what something counts as bad. */
export interface QualityLimits {
  /** Silence of a stream, ns. */
  readonly gapNs: bigint
  /** Age of the book when a trade arrives, ns. */
  readonly staleNs: bigint
  /** Move from one trade to the next, as a fraction of the price. */
  readonly jumpFraction: number
}

export const QUALITY_LIMITS: QualityLimits = {
  gapNs: 60_000_000_000n,
  staleNs: 10_000_000_000n,
  jumpFraction: 0.005,
}

type Rows<S extends { readonly row: z.ZodType }> = readonly z.output<S['row']>[]

/** The marts over one instrument and window, each by hour. */
export interface DataQuality {
  readonly limits: QualityLimits
  readonly gaps: Rows<typeof gaps>
  readonly duplicateTradeIds: Rows<typeof duplicateTradeIds>
  readonly clockSkew: Rows<typeof clockSkew>
  readonly bookStates: Rows<typeof bookStates>
  readonly staleBooks: Rows<typeof staleBooks>
  readonly priceJumps: Rows<typeof priceJumps>
}

/** Measures the quality of converted data. The connection has the views of the catalog. */
export async function measureQuality(
  connection: DuckDBConnection,
  instrumentId: string,
  window: TimeRange,
  limits: QualityLimits = QUALITY_LIMITS,
): Promise<DataQuality> {
  const rows = { instrument_id: instrumentId, start_ns: window.startNs, end_ns: window.endNs }
  return {
    limits,
    gaps: await allRows(connection, gaps, { ...rows, gap_ns: limits.gapNs }),
    duplicateTradeIds: await allRows(connection, duplicateTradeIds, rows),
    clockSkew: await allRows(connection, clockSkew, rows),
    bookStates: await allRows(connection, bookStates, rows),
    staleBooks: await allRows(connection, staleBooks, { ...rows, stale_ns: limits.staleNs }),
    priceJumps: await allRows(connection, priceJumps, { ...rows, jump_fraction: limits.jumpFraction }),
  }
}

/** One hour of all marts. */
export interface QualityHour {
  readonly hourStartNs: bigint
  trades: bigint
  snapshots: bigint
  tradeGaps: bigint
  bookGaps: bigint
  longestTradeGapNs: bigint
  longestBookGapNs: bigint
  duplicateIds: bigint
  /** Of the trades. */
  medianSkewNs: bigint | null
  negativeSkews: bigint
  crossed: bigint
  locked: bigint
  oneSided: bigint
  staleAtTrades: bigint
  jumps: bigint
}

/** Sets the marts beside each other, hour by hour, ascending. */
export function qualityHours(quality: DataQuality): readonly QualityHour[] {
  const hours = new Map<bigint, QualityHour>()
  const at = (hourStartNs: bigint): QualityHour => {
    const known = hours.get(hourStartNs) ?? emptyHour(hourStartNs)
    hours.set(hourStartNs, known)
    return known
  }
  for (const row of quality.gaps) {
    const hour = at(row.hour_start)
    const isTrades = row.stream === 'trades'
    hour[isTrades ? 'trades' : 'snapshots'] = row.row_count
    hour[isTrades ? 'tradeGaps' : 'bookGaps'] = row.gap_count
    hour[isTrades ? 'longestTradeGapNs' : 'longestBookGapNs'] = row.longest_gap_ns
  }
  for (const row of quality.duplicateTradeIds) at(row.hour_start).duplicateIds = row.duplicate_count
  for (const row of quality.clockSkew) {
    const hour = at(row.hour_start)
    hour.negativeSkews += row.negative_count
    if (row.stream === 'trades' || hour.medianSkewNs === null) hour.medianSkewNs = row.median_ns
  }
  for (const row of quality.bookStates) {
    const hour = at(row.hour_start)
    Object.assign(hour, {
      crossed: row.crossed_count,
      locked: row.locked_count,
      oneSided: row.one_sided_count,
    })
  }
  for (const row of quality.staleBooks) {
    at(row.hour_start).staleAtTrades = row.stale_count + row.without_book_count
  }
  for (const row of quality.priceJumps) at(row.hour_start).jumps = row.jump_count
  return [...hours.values()].sort((left, right) => (left.hourStartNs < right.hourStartNs ? -1 : 1))
}

function emptyHour(hourStartNs: bigint): QualityHour {
  return {
    hourStartNs,
    trades: 0n,
    snapshots: 0n,
    tradeGaps: 0n,
    bookGaps: 0n,
    longestTradeGapNs: 0n,
    longestBookGapNs: 0n,
    duplicateIds: 0n,
    medianSkewNs: null,
    negativeSkews: 0n,
    crossed: 0n,
    locked: 0n,
    oneSided: 0n,
    staleAtTrades: 0n,
    jumps: 0n,
  }
}
