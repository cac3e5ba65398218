import { type Cursor, DELTA_ACTION, type DeltaBatch } from '../market/batches.ts'
import { cursorOf, type Snapshot } from './market-data.ts'

/** A change of one price level; the last one of an event ends it. */
export interface Delta {
  readonly tsNs: number
  readonly eventNs?: number
  readonly action: 1 | 2 | 3 | 4
  readonly side: 0 | 1 | 2
  readonly price: number
  readonly size: number
  readonly sequence: number
  readonly isLast: boolean
}

type Change = Pick<Delta, 'action' | 'side' | 'price' | 'size'>

/** The deltas of snapshots as the catalog stores them: a clear and all levels first, then what differs.
 *  @param cellRows every so many snapshots begin a cell, which tells all again. */
export function deltasOf(
  snapshots: readonly Snapshot[],
  cellRows = Number.POSITIVE_INFINITY,
): readonly Delta[] {
  return snapshots.flatMap((snapshot, index) => {
    const isCellStart = index % cellRows === 0
    const before = isCellStart ? undefined : snapshots[index - 1]
    const changes: Change[] = [
      ...(isCellStart ? [{ action: DELTA_ACTION.CLEAR, side: 0 as const, price: 0, size: 0 }] : []),
      ...changesOf(before, snapshot, 1),
      ...changesOf(before, snapshot, 2),
    ]
    const rank = ({ action }: Change): number =>
      [DELTA_ACTION.CLEAR, DELTA_ACTION.DELETE, DELTA_ACTION.UPDATE, DELTA_ACTION.ADD].indexOf(action as 1)
    return changes
      .toSorted((a, b) => rank(a) - rank(b))
      .map((change, at) => ({
        ...change,
        tsNs: snapshot.tsNs,
        eventNs: snapshot.eventNs ?? snapshot.tsNs,
        sequence: index,
        isLast: at === changes.length - 1,
      }))
  })
}

function changesOf(before: Snapshot | undefined, after: Snapshot, side: 1 | 2): Change[] {
  const levels = (snapshot: Snapshot | undefined) => new Map(side === 1 ? snapshot?.bids : snapshot?.asks)
  const [old, now] = [levels(before), levels(after)]
  const gone = [...old.keys()].filter(price => !now.has(price))
  const changed = [...now].filter(([price, size]) => old.get(price) !== size)
  return [
    ...gone.map(price => ({ action: DELTA_ACTION.DELETE, side, price, size: 0 })),
    ...changed.map(([price, size]) => ({
      action: old.has(price) ? DELTA_ACTION.UPDATE : DELTA_ACTION.ADD,
      side,
      price,
      size,
    })),
  ]
}

/** Deltas as a cursor. Columns are reused for every other batch, as the catalog's feed does.
 *  @param depth levels the source shows of each side, 0 for all */
export function deltaCursor(deltas: readonly Delta[], rowsMax = 1_000, depth = 5): Cursor<DeltaBatch> {
  if (rowsMax >= deltas.length) return cursorOf([batchOf(deltas, 0, emptyBatch(deltas.length, depth))])
  const columns = [emptyBatch(rowsMax, depth), emptyBatch(rowsMax, depth)] as const
  let turn = 0
  return {
    next: async () => {
      const first = turn * rowsMax
      if (first >= deltas.length) return undefined
      return batchOf(deltas.slice(first, first + rowsMax), first, columns[turn++ % 2]!)
    },
  }
}

function batchOf(deltas: readonly Delta[], firstRow: number, columns: DeltaBatch): DeltaBatch {
  deltas.forEach((delta, row) => {
    columns.tsInitNs[row] = delta.tsNs
    columns.tsEventNs[row] = delta.eventNs ?? delta.tsNs
    columns.sequence[row] = delta.sequence
    columns.isEvent[row] = delta.isLast ? 1 : 0
    columns.action[row] = delta.action
    columns.side[row] = delta.side
    columns.priceTicks[row] = delta.price
    columns.sizeLots[row] = delta.size
  })
  return { ...columns, rows: deltas.length, firstRow }
}

function emptyBatch(rows: number, depth: number): DeltaBatch {
  return {
    kind: 'deltas',
    rows,
    depth,
    tsInitNs: new Float64Array(rows),
    tsEventNs: new Float64Array(rows),
    sequence: new Float64Array(rows),
    isEvent: new Uint8Array(rows),
    action: new Uint8Array(rows),
    side: new Uint8Array(rows),
    priceTicks: new Float64Array(rows),
    sizeLots: new Float64Array(rows),
    file: 'deltas.parquet',
    firstRow: 0,
  }
}
