import { writeInt64 } from '../domain/int64-halves.ts'

/** Receives the bytes whose SHA-256 is the run's `result_hash`. The engine is pure, so the hash function comes
 *  from outside. */
export interface ByteDigest {
  /** Takes the first `bytes` of a buffer, which is its own from then on.
   *  @returns the buffer to fill next, of the same size: another one, or this one when its bytes are consumed */
  update(buffer: SharedArrayBuffer, bytes: number): SharedArrayBuffer
  /** Called between batches; resolves when what is still under way is little. */
  settle?(): Promise<void>
}

const WORDS_PER_RECORD = 16
const RECORDS = 16_384
const FILL = 1
const ORDER_EVENT = 2
const FLOW = 3

/** Packs every fill and every recorded order event into 64-byte little-endian records, in the order they happen.
 *
 *  word 0 kind (1 fill, 2 order event), 1 order id, 2–3 time since the window's start in ns;
 *  fill: 4–5 price ticks, 6–7 lots, 8–9 commission, 10–11 realised PnL, 12 codes (see `fillCodes`), 13 zero,
 *  14–15 evidence id; order event: 4 status, 5 reason, 6–7 lots, the rest zero.
 *  Cash flow that no fill tells (kind 3): 1 wallet index, 4 ledger kind, 5 instrument index, 6–7 money units, 8 fill
 *  it is charged on, the rest zero. */
export class ResultDigest {
  #words = new Int32Array(new SharedArrayBuffer(WORDS_PER_RECORD * RECORDS * 4))
  readonly #digest: ByteDigest
  #records = 0

  constructor(digest: ByteDigest) {
    this.#digest = digest
  }

  fill(
    orderId: number,
    tsNs: number,
    priceTicks: number,
    quantityLots: number,
    commissionUnits: number,
    realizedUnits: number,
    codes: number,
    evidenceId: number,
  ): void {
    const at = this.#begin(FILL, orderId, tsNs)
    const words = this.#words
    const pair = at >> 1
    writeInt64(words, pair + 2, priceTicks)
    writeInt64(words, pair + 3, quantityLots)
    writeInt64(words, pair + 4, commissionUnits)
    writeInt64(words, pair + 5, realizedUnits)
    words[at + 12] = codes
    words[at + 13] = 0
    writeInt64(words, pair + 7, evidenceId)
  }

  orderEvent(orderId: number, tsNs: number, status: number, reason: number, quantityLots: number): void {
    const at = this.#begin(ORDER_EVENT, orderId, tsNs)
    this.#words[at + 4] = status
    this.#words[at + 5] = reason
    writeInt64(this.#words, (at >> 1) + 3, quantityLots)
    this.#words.fill(0, at + 8, at + WORDS_PER_RECORD)
  }

  flow(
    walletIndex: number,
    tsNs: number,
    kind: number,
    instrumentIndex: number,
    units: number,
    fillSeq: number,
  ): void {
    const at = this.#begin(FLOW, walletIndex, tsNs)
    this.#words[at + 4] = kind
    this.#words[at + 5] = instrumentIndex
    writeInt64(this.#words, (at >> 1) + 3, units)
    this.#words[at + 8] = fillSeq
    this.#words.fill(0, at + 9, at + WORDS_PER_RECORD)
  }

  /** Hands over what is left. */
  flush(): void {
    const { buffer, BYTES_PER_ELEMENT } = this.#words
    const next = this.#digest.update(buffer, this.#records * WORDS_PER_RECORD * BYTES_PER_ELEMENT)
    if (next !== buffer) this.#words = new Int32Array(next)
    this.#records = 0
  }

  #begin(kind: number, orderId: number, tsNs: number): number {
    if (this.#records === RECORDS) this.flush()
    const at = this.#records++ * WORDS_PER_RECORD
    this.#words[at] = kind
    this.#words[at + 1] = orderId
    writeInt64(this.#words, (at >> 1) + 1, tsNs)
    return at
  }
}
