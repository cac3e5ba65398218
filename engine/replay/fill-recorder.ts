import type { Account } from '../account/account.ts'
import { EVIDENCE, LIQUIDITY, ORDER_FLAG } from '../domain/codes.ts'
import { writeInt64 } from '../domain/int64-halves.ts'
import type { OrderStore } from '../domain/order-store.ts'
import type { FillEvidence } from '../exchange/fill-receiver.ts'
import { EVIDENCE_IS_ORDINAL, FillBlock, fillCodes, OrderBlock, OrderEventBlock } from './record-blocks.ts'
import type { CashFlow, RecordSink } from './replay-sinks.ts'
import type { ResultDigest } from './result-digest.ts'

/** Writes what happened to the digest and, unless the run keeps no records, to column blocks. */
export class FillRecorder {
  readonly #sink: RecordSink
  readonly #digest: ResultDigest
  readonly #orders: OrderStore
  readonly #keeps: boolean
  #fills = new FillBlock()
  #closed = new OrderBlock()
  #events = new OrderEventBlock()

  constructor(parts: {
    sink: RecordSink
    digest: ResultDigest
    orders: OrderStore
    keeps: boolean
  }) {
    this.#sink = parts.sink
    this.#digest = parts.digest
    this.#orders = parts.orders
    this.#keeps = parts.keeps
  }

  /** Records a fill the account has just booked. @param account the instrument's. @param liquidity MAKER or TAKER code. */
  fill(
    slot: number,
    account: Account,
    tsNs: number,
    priceTicks: number,
    quantityLots: number,
    liquidity: number,
    evidence: FillEvidence,
    isWholeOrder: boolean,
  ): void {
    const orders = this.#orders
    const orderId = orders.orderId[slot]!
    const side = orders.side[slot]!
    const instrumentIndex = orders.instrumentIndex[slot]!
    const codes = fillCodes(
      side,
      liquidity,
      evidence.kind,
      isWholeOrder,
      evidence.levelIndex,
      instrumentIndex,
    )
    this.#digest.fill(
      orderId,
      tsNs,
      priceTicks,
      quantityLots,
      account.lastCommissionUnits,
      account.lastRealizedUnits,
      codes,
      evidence.id,
    )
    if (!this.#keeps) return
    const block = this.#fills
    const row = block.rows
    writeInt64(block.tsInitNs, row, tsNs)
    block.orderId[row] = orderId
    block.positionId[row] = account.lastPositionId
    const isOrdinal = evidence.kind !== EVIDENCE.BOOK && evidence.tradeNumber < 0
    block.codes[row] = isOrdinal ? codes | EVIDENCE_IS_ORDINAL : codes
    writeInt64(block.priceTicks, row, priceTicks)
    writeInt64(block.quantityLots, row, quantityLots)
    writeInt64(block.commissionUnits, row, account.lastCommissionUnits)
    writeInt64(block.realizedUnits, row, account.lastRealizedUnits)
    writeInt64(block.positionAfterLots, row, account.lastPositionAfterLots)
    writeInt64(block.evidenceId, row, evidence.tradeNumber < 0 ? evidence.id : evidence.tradeNumber)
    writeInt64(block.evidenceSizeLots, row, evidence.sizeLots)
    writeInt64(block.bestBidTicks, row, evidence.bestBidTicks)
    writeInt64(block.bestAskTicks, row, evidence.bestAskTicks)
    const isMaker = liquidity === LIQUIDITY.MAKER
    writeInt64(block.queueAheadLots, row, isMaker ? orders.queueAheadLots[slot]! : -1)
    writeInt64(block.restingNs, row, isMaker ? tsNs - orders.acceptedNs[slot]! : 0)
    block.rows = row + 1
    if (block.rows === FillBlock.rowsMax) this.#flushFills()
  }

  /** Records a change of an order's status. @param quantityLots what the change is about. */
  orderEvent(slot: number, tsNs: number, status: number, reason: number, quantityLots: number): void {
    const orderId = this.#orders.orderId[slot]!
    this.#digest.orderEvent(orderId, tsNs, status, reason, quantityLots)
    if (!this.#keeps) return
    const block = this.#events
    const row = block.rows++
    block.orderId[row] = orderId
    writeInt64(block.tsInitNs, row, tsNs)
    block.status[row] = status
    block.reason[row] = reason
    if (block.rows === OrderEventBlock.rowsMax) this.#flushEvents()
  }

  /** Records an order that reached its final status. @param submittedNs -1 when it was never sent. */
  closedOrder(slot: number, submittedNs: number, closedNs: number, reason: number): void {
    if (!this.#keeps) return
    const orders = this.#orders
    const block = this.#closed
    const row = block.rows++
    block.orderId[row] = orders.orderId[slot]!
    block.instrumentIndex[row] = orders.instrumentIndex[slot]!
    const isChild = (orders.flags[slot]! & ORDER_FLAG.CHILD) !== 0
    block.parentOrderId[row] = isChild ? orders.parentOrderId[slot]! : 0
    block.childNumber[row] = isChild ? orders.childNumber[slot]! : 0
    block.type[row] = orders.type[slot]!
    block.side[row] = orders.side[slot]!
    writeInt64(block.quantityLots, row, orders.quantityLots[slot]!)
    block.timeInForce[row] = orders.timeInForce[slot]!
    block.flags[row] = orders.flags[slot]!
    block.status[row] = orders.status[slot]!
    block.reason[row] = reason
    writeInt64(block.limitTicks, row, orders.limitTicks[slot]!)
    writeInt64(block.triggerTicks, row, orders.triggerTicks[slot]!)
    writeInt64(block.trailingOffsetTicks, row, orders.trailingOffsetTicks[slot]!)
    writeInt64(block.displayLots, row, orders.displayLots[slot]!)
    writeInt64(block.createdNs, row, orders.createdNs[slot]!)
    writeInt64(block.submittedNs, row, submittedNs)
    const acceptedNs = orders.acceptedNs[slot]!
    writeInt64(block.acceptedNs, row, Number.isNaN(acceptedNs) ? -1 : acceptedNs)
    writeInt64(block.closedNs, row, closedNs)
    writeInt64(block.filledLots, row, orders.filledLots[slot]!)
    writeInt64(block.arrivalBidTicks, row, orders.arrivalBidTicks[slot]!)
    writeInt64(block.arrivalAskTicks, row, orders.arrivalAskTicks[slot]!)
    if (block.rows === OrderBlock.rowsMax) this.#flushOrders()
  }

  /** Records a cash flow that no fill tells. */
  flow(flow: CashFlow): void {
    this.#digest.flow(flow.walletIndex, flow.tsNs, flow.kind, flow.instrumentIndex, flow.units, flow.fillSeq)
    this.#sink.flow(flow)
  }

  /** Hands over everything that is left. */
  finish(): void {
    this.#digest.flush()
    this.#flushFills()
    this.#flushOrders()
    this.#flushEvents()
  }

  #flushFills(): void {
    if (this.#fills.rows > 0) this.#fills = this.#sink.fills(this.#fills)
    this.#fills.rows = 0
  }

  #flushOrders(): void {
    if (this.#closed.rows > 0) this.#closed = this.#sink.orders(this.#closed)
    this.#closed.rows = 0
  }

  #flushEvents(): void {
    if (this.#events.rows > 0) this.#events = this.#sink.orderEvents(this.#events)
    this.#events.rows = 0
  }
}
