/** Facts the replay records, as columns of a reused block: 8-byte columns are int64 halves (see int64-halves.ts),
 *  the rest small codes. Times are ns since the run's origin. A sink copies a block before it returns. */

const ROWS = 16_384

const int64Column = (): Int32Array<ArrayBuffer> => new Int32Array(2 * ROWS)

/** A fill's codes in one word: bits 0–1 side, 2–3 liquidity, 4–5 evidence kind, 6 whether the fill is the whole
 *  life of its order, 7 whether the
 *  block's evidence id is a trade ordinal rather than the venue's number, 8–15 level index (255: none), 16–23 instrument index. */
export function fillCodes(
  side: number,
  liquidity: number,
  evidenceKind: number,
  isWholeOrder: boolean,
  levelIndex: number,
  instrumentIndex: number,
): number {
  const level = levelIndex < 0 ? 255 : levelIndex
  const whole = isWholeOrder ? 64 : 0
  return side | (liquidity << 2) | (evidenceKind << 4) | whole | (level << 8) | (instrumentIndex << 16)
}

/** Set in a block's codes where the evidence id is the trade's ordinal. */
export const EVIDENCE_IS_ORDINAL = 128

export class FillBlock {
  static readonly rowsMax = ROWS
  rows = 0
  readonly tsInitNs = int64Column()
  readonly orderId = new Int32Array(ROWS)
  readonly positionId = new Int32Array(ROWS)
  /** Small codes in one word, see `fillCodes`: appending a column costs more than its bytes. */
  readonly codes = new Int32Array(ROWS)
  readonly priceTicks = int64Column()
  readonly quantityLots = int64Column()
  readonly commissionUnits = int64Column()
  readonly realizedUnits = int64Column()
  readonly positionAfterLots = int64Column()
  /** Snapshot sequence, the venue's trade number, or the trade's ordinal (see `EVIDENCE_IS_ORDINAL`). */
  readonly evidenceId = int64Column()
  readonly evidenceSizeLots = int64Column()
  /** 0 where there is none. */
  readonly bestBidTicks = int64Column()
  readonly bestAskTicks = int64Column()
  /** Lots ahead when the order came to rest; -1 where unknown, and for takers. */
  readonly queueAheadLots = int64Column()
  /** Time since the venue took the order; 0 for takers. */
  readonly restingNs = int64Column()
}

export class OrderBlock {
  static readonly rowsMax = ROWS
  rows = 0
  readonly orderId = new Int32Array(ROWS)
  readonly instrumentIndex = new Uint8Array(ROWS)
  /** 0 where the order is no child. */
  readonly parentOrderId = new Int32Array(ROWS)
  readonly childNumber = new Int32Array(ROWS)
  readonly type = new Uint8Array(ROWS)
  readonly side = new Uint8Array(ROWS)
  readonly quantityLots = int64Column()
  readonly timeInForce = new Uint8Array(ROWS)
  readonly flags = new Uint8Array(ROWS)
  readonly status = new Uint8Array(ROWS)
  readonly reason = new Uint8Array(ROWS)
  /** 0 where there is none. */
  readonly limitTicks = int64Column()
  readonly triggerTicks = int64Column()
  readonly trailingOffsetTicks = int64Column()
  readonly displayLots = int64Column()
  readonly createdNs = int64Column()
  /** Equal to `createdNs` for orders that were sent; -1 for denied ones. */
  readonly submittedNs = int64Column()
  /** -1 when the venue never took it. */
  readonly acceptedNs = int64Column()
  readonly closedNs = int64Column()
  readonly filledLots = int64Column()
  /** Best prices when the order was created, 0 where there was none. */
  readonly arrivalBidTicks = int64Column()
  readonly arrivalAskTicks = int64Column()
}

export class OrderEventBlock {
  static readonly rowsMax = ROWS
  rows = 0
  readonly orderId = new Int32Array(ROWS)
  readonly tsInitNs = int64Column()
  readonly status = new Uint8Array(ROWS)
  readonly reason = new Uint8Array(ROWS)
}
