import type { PositionRecord } from '../account/position.ts'
import type { InstrumentDefinition } from '../domain/instrument.ts'
import { readInt64 } from '../domain/int64-halves.ts'
import { FILL_MODEL_PRESETS, type FillModel } from '../exchange/fill-model.ts'
import type { ParentRecord, TargetPoint } from '../execution/parents/parent-records.ts'
import type { BookCursor } from '../market/batches.ts'
import type { FillBlock, OrderBlock, OrderEventBlock } from '../replay/record-blocks.ts'
import { Replay } from '../replay/replay.ts'
import type { ReplayResult } from '../replay/replay-result.ts'
import type { CashFlow, EquitySample, MarkSample, RecordSink } from '../replay/replay-sinks.ts'
import type { ReplayScenario, VenueSetting } from '../replay/scenario.ts'
import type { StrategyFactory } from '../strategies/strategy.ts'
import { type TradeDrivenSettings, tradeDriven } from '../strategies/trade-driven.ts'
import { bookCursor, type Print, type Snapshot, tradeCursor } from './market-data.ts'

/** A recorded fill in the engine's units. */
export interface Fill {
  readonly tsNs: number
  readonly orderId: number
  readonly positionId: number
  readonly instrumentIndex: number
  readonly side: number
  readonly price: number
  readonly quantity: number
  readonly commission: number
  readonly realized: number
  readonly positionAfter: number
  readonly evidenceKind: number
  readonly evidenceId: number
  readonly evidenceSize: number
  readonly level: number
  readonly bestBid: number
  readonly bestAsk: number
  readonly isWholeOrder: boolean
  readonly liquidity: number
  /** -1 where unknown, and for takers. */
  readonly queueAhead: number
  readonly restingNs: number
}

export interface Order {
  readonly orderId: number
  readonly side: number
  readonly quantity: number
  readonly filled: number
  readonly status: number
  readonly reason: number
  readonly createdNs: number
  readonly submittedNs: number
  readonly closedNs: number
  readonly type: number
  readonly timeInForce: number
  readonly flags: number
  readonly limit: number
  /** 0 where the order is no child. */
  readonly parentOrderId: number
  readonly childNumber: number
  readonly trigger: number
  readonly display: number
}

export interface OrderEvent {
  readonly orderId: number
  readonly tsNs: number
  readonly status: number
  readonly reason: number
}

/** Keeps every record as an object. */
export class MemoryRecords implements RecordSink {
  readonly fillRows: Fill[] = []
  readonly orderRows: Order[] = []
  readonly eventRows: OrderEvent[] = []
  readonly positions: PositionRecord[] = []
  readonly samples: EquitySample[] = []
  readonly marks: MarkSample[] = []
  readonly parents: ParentRecord[] = []
  readonly targets: TargetPoint[] = []
  readonly flows: CashFlow[] = []

  fills(block: FillBlock): FillBlock {
    for (let row = 0; row < block.rows; row++) {
      const codes = block.codes[row]!
      this.fillRows.push({
        tsNs: readInt64(block.tsInitNs, row),
        orderId: block.orderId[row]!,
        positionId: block.positionId[row]!,
        instrumentIndex: (codes >> 16) & 255,
        side: codes & 3,
        price: readInt64(block.priceTicks, row),
        quantity: readInt64(block.quantityLots, row),
        commission: readInt64(block.commissionUnits, row),
        realized: readInt64(block.realizedUnits, row),
        positionAfter: readInt64(block.positionAfterLots, row),
        evidenceKind: (codes >> 4) & 3,
        evidenceId: readInt64(block.evidenceId, row),
        evidenceSize: readInt64(block.evidenceSizeLots, row),
        level: levelOf(codes),
        bestBid: readInt64(block.bestBidTicks, row),
        bestAsk: readInt64(block.bestAskTicks, row),
        isWholeOrder: (codes & 64) !== 0,
        liquidity: (codes >> 2) & 3,
        queueAhead: readInt64(block.queueAheadLots, row),
        restingNs: readInt64(block.restingNs, row),
      })
    }
    return block
  }

  orders(block: OrderBlock): OrderBlock {
    for (let row = 0; row < block.rows; row++) {
      this.orderRows.push({
        orderId: block.orderId[row]!,
        side: block.side[row]!,
        quantity: readInt64(block.quantityLots, row),
        filled: readInt64(block.filledLots, row),
        status: block.status[row]!,
        reason: block.reason[row]!,
        createdNs: readInt64(block.createdNs, row),
        submittedNs: readInt64(block.submittedNs, row),
        closedNs: readInt64(block.closedNs, row),
        type: block.type[row]!,
        timeInForce: block.timeInForce[row]!,
        flags: block.flags[row]!,
        limit: readInt64(block.limitTicks, row),
        parentOrderId: block.parentOrderId[row]!,
        childNumber: block.childNumber[row]!,
        trigger: readInt64(block.triggerTicks, row),
        display: readInt64(block.displayLots, row),
      })
    }
    return block
  }

  orderEvents(block: OrderEventBlock): OrderEventBlock {
    for (let row = 0; row < block.rows; row++) {
      this.eventRows.push({
        orderId: block.orderId[row]!,
        tsNs: readInt64(block.tsInitNs, row),
        status: block.status[row]!,
        reason: block.reason[row]!,
      })
    }
    return block
  }

  position(record: PositionRecord): void {
    this.positions.push(record)
  }

  equity(sample: EquitySample): void {
    this.samples.push(sample)
  }

  mark(sample: MarkSample): void {
    this.marks.push(sample)
  }

  parent(record: ParentRecord): void {
    this.parents.push(record)
  }

  target(point: TargetPoint): void {
    this.targets.push(point)
  }

  flow(flow: CashFlow): void {
    this.flows.push(flow)
  }

  async settle(): Promise<void> {}
}

/** A linear perpetual whose prices, quantities and money are whole numbers; no fees. */
export const PLAIN: InstrumentDefinition = {
  id: 'X-Y.TEST',
  venue: 'TEST',
  kind: 'linear',
  baseCurrency: 'X',
  quoteCurrency: 'Y',
  settlementCurrency: 'Y',
  pricePrecision: 0,
  sizePrecision: 0,
  currencyPrecision: 0,
  makerFee: '0',
  takerFee: '0',
  leverage: '10',
}

export interface RunSetting {
  readonly prints?: readonly Print[]
  readonly snapshots?: readonly Snapshot[]
  /** The book as deltas, in place of snapshots. */
  readonly deltas?: BookCursor
  readonly instrument?: Partial<InstrumentDefinition>
  readonly model?: Partial<FillModel>
  readonly preset?: 'conservative' | 'nautilus'
  readonly scenario?: Partial<ReplayScenario>
  readonly venue?: Partial<VenueSetting>
  /** Settings of `trade_driven`, in place of one order of one lot per print. */
  readonly strategy?: Partial<TradeDrivenSettings>
  /** In place of `trade_driven`. */
  readonly script?: { readonly factory: StrategyFactory }
  readonly rowsMax?: number
  readonly depth?: number
}

export interface RecordedRun {
  readonly result: ReplayResult
  readonly records: MemoryRecords
  readonly fills: readonly Fill[]
  /** All bytes given to the digest. */
  readonly digest: string
}

export const NO_LATENCY = { submitNs: 0, modifyNs: 0, cancelNs: 0, reportNs: 0, jitterNs: 0 }

/** The scenario of a setting: one instrument, a window of 1,000 ns, no equity samples but the first. */
export function scenarioOf(setting: RunSetting): ReplayScenario {
  return {
    startNs: 0n,
    endNs: 1_000n,
    instruments: [{ ...PLAIN, ...setting.instrument }],
    venues: [venueOf(setting)],
    snapshotMode: setting.snapshots === undefined && setting.deltas === undefined ? 'trades' : 'both',
    strategy:
      setting.script?.factory ??
      tradeDriven({
        side: 'follow',
        quantityLots: 1,
        everyNth: 1,
        maxOrders: Number.POSITIVE_INFINITY,
        ...setting.strategy,
      }),
    seed: 1,
    equityIntervalNs: 1_000_000,
    closePositions: false,
    ...setting.scenario,
  }
}

/** The venue of a setting: a margin account without delays. */
export function venueOf(setting: RunSetting): VenueSetting {
  return {
    name: PLAIN.venue,
    accountType: 'MARGIN',
    omsType: 'NETTING',
    startingBalances: [{ currency: 'Y', precision: 0, units: 1_000_000_000n }],
    fillModel: { ...FILL_MODEL_PRESETS[setting.preset ?? 'conservative'], ...setting.model },
    latency: NO_LATENCY,
    ...setting.venue,
  }
}

/** Replays market data in memory and keeps everything it records. */
export async function recordRun(setting: RunSetting): Promise<RecordedRun> {
  const records = new MemoryRecords()
  const digest: string[] = []
  const { snapshots, prints = [], rowsMax, depth } = setting
  const book = setting.deltas ?? (snapshots && bookCursor(snapshots, rowsMax, depth))
  const replay = new Replay(scenarioOf(setting), {
    feeds: [
      {
        trades: tradeCursor(prints, rowsMax),
        ...(book && { book }),
      },
    ],
    records,
    digest: {
      update: (buffer, bytes) => {
        digest.push(Buffer.from(buffer, 0, bytes).toString('hex'))
        return buffer
      },
    },
  })
  const result = await replay.run()
  return { result, records, fills: records.fillRows, digest: digest.join('') }
}

/** The level index in a fill's codes, 255 for none. */
function levelOf(codes: number): number {
  const level = ((codes >> 8) & 255) + (codes >> 24) * 256
  return level > 255 ? level - 1 : level
}
