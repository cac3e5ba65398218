/** Facts the replay records, as columns of a reused block: 8-byte columns are int64 halves (see int64-halves.ts),
 *  the rest small codes. Times are ns since the run's origin. The columns of a block lie in one buffer, so that a
 *  sink may pass it on whole. */

import { ColumnBlock } from './column-block.ts'

const ROWS = 16_384

/** Deepest level that fits a fill's codes; deeper ones show as this one. */
const LEVEL_MAX = 2 ** 15 - 2

/** A fill's codes in one word: bits 0–1 side, 2–3 liquidity, 4–5 evidence kind, 6 whether the fill is the whole
 *  life of its order, 7 whether the block's evidence id is a trade ordinal rather than the venue's number, 16–23 instrument
 *  index; 8–15 and, above them, 24–30 the level index, where 255 stands for none and larger values for the level below. */
export function fillCodes(
  side: number,
  liquidity: number,
  evidenceKind: number,
  isWholeOrder: boolean,
  levelIndex: number,
  instrumentIndex: number,
): number {
  const whole = isWholeOrder ? 64 : 0
  const small = side | (liquidity << 2) | (evidenceKind << 4) | whole | (instrumentIndex << 16)
  if (levelIndex < 255) return small | ((levelIndex < 0 ? 255 : levelIndex) << 8)
  const level = Math.min(levelIndex, LEVEL_MAX) + 1
  return small | ((level & 255) << 8) | ((level >> 8) << 24)
}

/** Set in a block's codes where the evidence id is the trade's ordinal. */
export const EVIDENCE_IS_ORDINAL = 128

export class FillBlock extends ColumnBlock {
  static readonly rowsMax = ROWS
  readonly tsInitNs = this.int64()
  readonly orderId = this.int32()
  readonly positionId = this.int32()
  /** Small codes in one word, see `fillCodes`: appending a column costs more than its bytes. */
  readonly codes = this.int32()
  readonly priceTicks = this.int64()
  readonly quantityLots = this.int64()
  readonly commissionUnits = this.int64()
  readonly realizedUnits = this.int64()
  readonly positionAfterLots = this.int64()
  /** Snapshot sequence, the venue's trade number, or the trade's ordinal (see `EVIDENCE_IS_ORDINAL`). */
  readonly evidenceId = this.int64()
  readonly evidenceSizeLots = this.int64()
  /** 0 where there is none. */
  readonly bestBidTicks = this.int64()
  readonly bestAskTicks = this.int64()
  /** Lots ahead when the order came to rest; -1 where unknown, and for takers. */
  readonly queueAheadLots = this.int64()
  /** Time since the venue took the order; 0 for takers. */
  readonly restingNs = this.int64()

  constructor(memory = new SharedArrayBuffer(108 * ROWS)) {
    super(ROWS, memory)
  }
}

export class OrderBlock extends ColumnBlock {
  static readonly rowsMax = ROWS
  readonly orderId = this.int32()
  readonly instrumentIndex = this.uint8()
  /** 0 where the order is no child. */
  readonly parentOrderId = this.int32()
  readonly childNumber = this.int32()
  readonly type = this.uint8()
  readonly side = this.uint8()
  readonly quantityLots = this.int64()
  readonly timeInForce = this.uint8()
  readonly flags = this.uint8()
  readonly status = this.uint8()
  readonly reason = this.uint8()
  /** 0 where there is none. */
  readonly limitTicks = this.int64()
  readonly triggerTicks = this.int64()
  readonly trailingOffsetTicks = this.int64()
  readonly displayLots = this.int64()
  readonly createdNs = this.int64()
  /** Equal to `createdNs` for orders that were sent; -1 for denied ones. */
  readonly submittedNs = this.int64()
  /** -1 when the venue never took it. */
  readonly acceptedNs = this.int64()
  readonly closedNs = this.int64()
  readonly filledLots = this.int64()
  /** Best prices when the order was created, 0 where there was none. */
  readonly arrivalBidTicks = this.int64()
  readonly arrivalAskTicks = this.int64()

  constructor(memory = new SharedArrayBuffer(115 * ROWS)) {
    super(ROWS, memory)
  }
}

export class OrderEventBlock extends ColumnBlock {
  static readonly rowsMax = ROWS
  readonly orderId = this.int32()
  readonly tsInitNs = this.int64()
  readonly status = this.uint8()
  readonly reason = this.uint8()

  constructor(memory = new SharedArrayBuffer(14 * ROWS)) {
    super(ROWS, memory)
  }
}
