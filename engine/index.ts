/** The engine's public face: what pipelines hand in and get back. */
export type { AccountType, StartingBalance } from './account/account.ts'
export type { FundingTerms } from './account/funding.ts'
export type { PositionRecord } from './account/position.ts'
export {
  AGGRESSOR,
  CODE_TABLES,
  LEDGER_KIND,
  LIQUIDITY,
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  REASON,
  SIDE,
  TIME_IN_FORCE,
  TRIGGER,
} from './domain/codes.ts'
export { formatScaled, parseFraction, parseScaled } from './domain/decimal.ts'
export type { Instrument, InstrumentDefinition } from './domain/instrument.ts'
export { readInt64, writeInt64 } from './domain/int64-halves.ts'
export { defineError, OdumError } from './domain/odum-error.ts'
export { isFinal } from './domain/order-transitions.ts'
export { SeededRandom } from './domain/random.ts'
export { InvalidAlgorithmParametersError } from './errors.ts'
export { FILL_MODEL_PRESETS, type FillModel, type SnapshotMode } from './exchange/fill-model.ts'
export {
  type Algorithm,
  type AlgorithmChoice,
  type AlgorithmContext,
  type AlgorithmDefinition,
  type AlgorithmExample,
  type ChildChange,
  type ChildOrder,
  defineAlgorithm,
  type ParentOrder,
  type VolumeSource,
} from './execution/algorithms/algorithm.ts'
export { lotsOf, nsOf, quantity, seconds } from './execution/algorithms/parameters.ts'
export { ALGORITHMS } from './execution/algorithms/registry.ts'
export {
  type ScheduleOptions,
  SliceSchedule,
  scheduleParameters,
} from './execution/algorithms/slice-schedule.ts'
export {
  equalSplit,
  flooredTo,
  SLICES_MAX,
  sliceCount,
  splitByParts,
  weightedSplit,
} from './execution/algorithms/split.ts'
export type { ExecutionSetting } from './execution/parents/execution-desk.ts'
export type { ParentRecord, TargetPoint } from './execution/parents/parent-records.ts'
export type { InstrumentLimitsDefinition, RiskLimitsDefinition } from './execution/risk/risk-limits.ts'
export type { RouteRecord } from './execution/router/route-record.ts'
export type { RouterDefinition } from './execution/router/router-definition.ts'
export type {
  BookBatch,
  BookCursor,
  Cursor,
  DeltaBatch,
  DepthBatch,
  IntegerColumn,
  TradeBatch,
  TradeCursor,
} from './market/batches.ts'
export { ColumnBlock } from './replay/column-block.ts'
export type { InstrumentFeed } from './replay/merged-streams.ts'
export { EVIDENCE_IS_ORDINAL, FillBlock, OrderBlock, OrderEventBlock } from './replay/record-blocks.ts'
export { Replay, type ReplayProgress } from './replay/replay.ts'
export type { ReplayResult } from './replay/replay-result.ts'
export type { CashFlow, EquitySample, MarkSample, RecordSink } from './replay/replay-sinks.ts'
export type { ByteDigest } from './replay/result-digest.ts'
export type { LatencyModel, OmsType, ReplayScenario, VenueSetting } from './replay/scenario.ts'
export { type ParentSetting, parentOrders } from './strategies/parent-orders.ts'
export type {
  FillReport,
  OrderChange,
  OrderReport,
  OrderRequest,
  Strategy,
  StrategyContext,
  StrategyFactory,
} from './strategies/strategy.ts'
export { tradeDriven } from './strategies/trade-driven.ts'
