import {
  type FillModel,
  type InstrumentDefinition,
  parseScaled,
  type ReplayScenario,
  type SnapshotMode,
  type StartingBalance,
  type StrategyFactory,
  tradeDriven,
  type VenueSetting,
} from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { durationNs } from '../config/duration.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { NotSupportedError } from '../errors.ts'
import { riskLimits } from './risk-limits.ts'

/** Puts a configuration into the engine's terms.
 *  @throws NotSupportedError for settings that this version accepts but cannot simulate. */
export function backtestScenario(
  config: ResolvedConfig,
  window: TimeRange,
  setting: {
    readonly snapshotMode: SnapshotMode
    readonly closePositions: boolean
    /** In place of the configured strategy. */
    readonly strategy?: StrategyFactory
  },
): ReplayScenario {
  refuseUnsupported(config)
  const instrument = instrumentDefinition(config)
  return {
    startNs: window.startNs,
    endNs: window.endNs,
    venues: [venueSetting(config, instrument)],
    instruments: [instrument],
    snapshotMode: setting.snapshotMode,
    strategy: setting.strategy ?? tradeDriven(tradeDrivenSettings(config)),
    ...(config.risk && { risk: riskLimits(config.risk) }),
    seed: config.seed,
    equityIntervalNs: Number(durationNs(config.equity_interval)),
    closePositions: setting.closePositions,
  }
}

function refuseUnsupported(config: ResolvedConfig): void {
  if (config.venue.oms_type !== 'HEDGING') return
  throw new NotSupportedError({
    file: config.file,
    key: 'venue.oms_type',
    found: 'HEDGING',
    remedy: 'Use NETTING: one position per instrument.',
  })
}

function instrumentDefinition(config: ResolvedConfig): InstrumentDefinition {
  const { instrument, venue } = config
  return {
    id: instrument.id,
    venue: venue.name,
    kind: instrument.type === 'spot' ? 'spot' : instrument.is_inverse ? 'inverse' : 'linear',
    baseCurrency: instrument.base_currency,
    quoteCurrency: instrument.quote_currency,
    settlementCurrency: instrument.settlement_currency,
    pricePrecision: instrument.price_precision,
    sizePrecision: instrument.size_precision,
    currencyPrecision: instrument.currency_precision,
    tickSize: instrument.tick_size,
    lotSize: instrument.lot_size,
    ...(instrument.min_quantity !== undefined && { minQuantity: instrument.min_quantity }),
    ...(instrument.max_quantity !== undefined && { maxQuantity: instrument.max_quantity }),
    ...(instrument.min_notional !== undefined && { minNotional: instrument.min_notional }),
    multiplier: instrument.multiplier,
    makerFee: instrument.maker_fee,
    takerFee: instrument.taker_fee,
    leverage: venue.leverage,
    ...(instrument.margin_init !== undefined && { initialMarginRate: instrument.margin_init }),
  }
}

function venueSetting(config: ResolvedConfig, instrument: InstrumentDefinition): VenueSetting {
  const { name, latency, account_type, oms_type } = config.venue
  return {
    name,
    accountType: account_type,
    omsType: oms_type,
    startingBalances: startingBalances(config, instrument),
    fillModel: fillModel(config),
    latency: {
      submitNs: latency.submit_ns,
      modifyNs: latency.modify_ns,
      cancelNs: latency.cancel_ns,
      reportNs: latency.report_ns,
      jitterNs: latency.jitter_ns,
    },
  }
}

/** Starting balances, the settlement currency first. A base currency's wallet counts in lots too. */
function startingBalances(config: ResolvedConfig, instrument: InstrumentDefinition): StartingBalance[] {
  const { starting_balances, currency_precision } = config.venue
  const settlement = instrument.settlementCurrency
  const currencies = [
    settlement,
    ...Object.keys(starting_balances).filter(currency => currency !== settlement),
  ]
  return currencies.map(currency => {
    const digits =
      currency === settlement ? instrument.currencyPrecision : (currency_precision[currency] ?? 8)
    const isBase = currency === instrument.baseCurrency && currency !== settlement
    const precision = isBase
      ? Math.max(digits, instrument.sizePrecision, instrument.currencyPrecision)
      : digits
    const units = parseScaled(
      starting_balances[currency] ?? '0',
      precision,
      `starting balance of ${currency}`,
    )
    return { currency, precision, units }
  })
}

function fillModel(config: ResolvedConfig): FillModel {
  const model = config.venue.fill_model
  return {
    liquidityConsumption: model.liquidity_consumption,
    consumptionReset: model.consumption_reset,
    printExhaustsBetter: model.print_exhausts_better,
    tradesOnlyLiquidity: model.trades_only_liquidity,
    onBookExhausted: model.on_book_exhausted,
    slippageProbability: model.prob_slippage,
    queuePosition: model.queue_position && model.queue_model !== 'none',
    queueModel: model.queue_model,
    limitTouchProbability: model.prob_fill_on_limit,
    ...(model.price_protection_ticks !== undefined && { priceProtectionTicks: model.price_protection_ticks }),
  }
}

function tradeDrivenSettings(config: ResolvedConfig): Parameters<typeof tradeDriven>[0] {
  const { strategy, instrument } = config
  const quantity = strategy.quantity ?? instrument.min_quantity ?? instrument.lot_size
  return {
    side: strategy.side,
    quantityLots:
      quantity === 'trade'
        ? 'trade'
        : Number(parseScaled(quantity, instrument.size_precision, 'strategy.quantity')),
    everyNth: strategy.every_nth,
    maxOrders: strategy.max_orders ?? Number.POSITIVE_INFINITY,
  }
}
