import {
  type FillModel,
  type FundingTerms,
  type InstrumentDefinition,
  parentOrders,
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
import { instrumentConfigs } from '../config/instrument-configs.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { instantNs } from '../config/time-window.ts'
import { type ExecutionParts, executionSetting, parentSettings, usesExecution } from './execution-setting.ts'
import { riskLimits } from './risk-limits.ts'
import { routerDefinition } from './router-definition.ts'

/** Puts a configuration into the engine's terms. */
export function backtestScenario(
  config: ResolvedConfig,
  window: TimeRange,
  setting: {
    readonly snapshotMode: SnapshotMode
    readonly closePositions: boolean
    /** In place of the configured strategy. */
    readonly strategy?: StrategyFactory
  } & ExecutionParts,
): ReplayScenario {
  const configs = instrumentConfigs(config)
  const traded = configs.map(({ venue, instrument }) => instrumentDefinition(instrument, venue))
  const venues = [config.venue, ...(config.venues ?? [])]
  return {
    startNs: window.startNs,
    endNs: window.endNs,
    venues: venues.map(venue => venueSetting(venue, traded)),
    instruments: traded,
    snapshotMode: setting.snapshotMode,
    strategy: setting.strategy ?? configuredStrategy(config, configs, window, setting),
    ...(usesExecution(config) && { execution: executionSetting(config, window, setting) }),
    ...(config.risk && { risk: riskLimits(config.risk) }),
    ...(config.router && { router: routerDefinition(config.router, config.instrument) }),
    seed: config.seed,
    equityIntervalNs: Number(durationNs(config.equity_interval)),
    closePositions: setting.closePositions,
    ...(config.funding && { funding: fundingTerms(config.funding, traded) }),
  }
}

function configuredStrategy(
  config: ResolvedConfig,
  configs: readonly ResolvedConfig[],
  window: TimeRange,
  parts: ExecutionParts,
): StrategyFactory {
  return config.strategy.name === 'parent_orders'
    ? parentOrders(parentSettings(config, configs, window, parts))
    : tradeDriven(tradeDrivenSettings(config, configs))
}

type Instrument = ResolvedConfig['instrument']
type Venue = ResolvedConfig['venue']

function instrumentDefinition(instrument: Instrument, venue: Venue): InstrumentDefinition {
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
    leverage: instrument.leverage ?? venue.leverage,
    liquidationFee: venue.liquidation_fee,
    ...(instrument.margin_maint !== undefined && { maintenanceMarginRate: instrument.margin_maint }),
    ...(instrument.margin_init !== undefined && { initialMarginRate: instrument.margin_init }),
  }
}

function fundingTerms(
  funding: NonNullable<ResolvedConfig['funding']>,
  traded: readonly InstrumentDefinition[],
): FundingTerms[] {
  return Object.entries(funding).map(([id, terms]) => {
    const instrumentIndex = traded.findIndex(instrument => instrument.id === id)
    return 'rates' in terms
      ? { instrumentIndex, rates: terms.rates.map(({ ts, rate }) => ({ tsNs: instantNs(ts) ?? 0n, rate })) }
      : { instrumentIndex, intervalNs: durationNs(terms.interval) ?? 0n, rate: terms.rate }
  })
}

/** @param traded all instruments of the run */
function venueSetting(venue: Venue, traded: readonly InstrumentDefinition[]): VenueSetting {
  const { name, latency, account_type, oms_type } = venue
  return {
    name,
    accountType: account_type,
    omsType: oms_type,
    liquidates: venue.liquidation,
    startingBalances: startingBalances(
      venue,
      traded.filter(instrument => instrument.venue === name),
    ),
    fillModel: fillModel(venue.fill_model),
    latency: {
      submitNs: latency.submit_ns,
      modifyNs: latency.modify_ns,
      cancelNs: latency.cancel_ns,
      reportNs: latency.report_ns,
      jitterNs: latency.jitter_ns,
    },
  }
}

/** Starting balances, settlement currencies first. A base currency's wallet counts in lots too. */
function startingBalances(venue: Venue, traded: readonly InstrumentDefinition[]): StartingBalance[] {
  const { starting_balances, currency_precision } = venue
  const settled = new Map(traded.map(d => [d.settlementCurrency, d.currencyPrecision]))
  const currencies = new Set([...settled.keys(), ...Object.keys(starting_balances)])
  return [...currencies].map(currency => {
    const needed = traded
      .filter(({ baseCurrency }) => baseCurrency === currency)
      .flatMap(({ sizePrecision, currencyPrecision }) => [sizePrecision, currencyPrecision])
    const precision =
      settled.get(currency) ?? Math.max(currency_precision[currency] ?? DIGITS_DEFAULT, ...needed)
    const balance = starting_balances[currency] ?? '0'
    return { currency, precision, units: parseScaled(balance, precision, `starting balance of ${currency}`) }
  })
}

/** Digits of money in a currency of which the configuration tells nothing. */
const DIGITS_DEFAULT = 8

function fillModel(model: Venue['fill_model']): FillModel {
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

/** @param configs of each instrument by itself */
function tradeDrivenSettings(
  { strategy }: ResolvedConfig,
  configs: readonly ResolvedConfig[],
): Parameters<typeof tradeDriven>[0] {
  const lotsOf = ({ instrument }: ResolvedConfig): number => {
    const quantity = strategy.quantity ?? instrument.min_quantity ?? instrument.lot_size
    return Number(parseScaled(quantity, instrument.size_precision, 'strategy.quantity'))
  }
  return {
    side: strategy.side,
    quantityLots: strategy.quantity === 'trade' ? 'trade' : configs.map(lotsOf),
    everyNth: strategy.every_nth,
    maxOrders: strategy.max_orders ?? Number.POSITIVE_INFINITY,
  }
}
