import type { ConsumptionReset } from '../market/consumption.ts'

/** Which events fill orders: prints only, the book only, or both. Strategies see trades in every mode. */
export type SnapshotMode = 'trades' | 'book' | 'both'

/** How honest the simulated exchange is about liquidity; every flag can be set on its own. */
export interface FillModel {
  /** A displayed level fills our orders for at most its size. */
  readonly liquidityConsumption: boolean
  readonly consumptionReset: ConsumptionReset
  /** A print at p exhausts all better levels of the side it hit until the next book event. Off: it pre-consumes
   *  its size from the best, when consumption is on. */
  readonly printExhaustsBetter: boolean
  /** What a market order may take on trades-only data: the whole quantity at the last price, or at most the last
   *  print's unconsumed size. */
  readonly tradesOnlyLiquidity: 'unlimited' | 'trade_size'
  /** What happens to a market order's rest when the book is exhausted. `slip`: one tick worse on a one-level
   *  book, canceled on a deeper one. */
  readonly onBookExhausted: 'cancel' | 'slip'
  /** Probability that a trades-only market order fills one tick worse. */
  readonly slippageProbability: number
  /** Resting orders wait behind the displayed size at their price. */
  readonly queuePosition: boolean
  /** How others' cancellations shorten that queue: `risk_averse`, `prob_power(n)`, `prob_log`. */
  readonly queueModel: string
  /** Probability that a limit which a print touches but does not cross fills, when there are no queues. */
  readonly limitTouchProbability: number
  /** How many ticks beyond the best price a market order may walk; unbounded when absent. */
  readonly priceProtectionTicks?: number
}

/** The two presets. `conservative`, the default, sells nothing twice; `nautilus` follows NautilusTrader's
 *  defaults for comparison, and is unrealistic in offering a level's full size to every order. */
export const FILL_MODEL_PRESETS: Readonly<Record<'conservative' | 'nautilus', FillModel>> = {
  conservative: {
    liquidityConsumption: true,
    consumptionReset: 'increase',
    printExhaustsBetter: true,
    tradesOnlyLiquidity: 'unlimited',
    onBookExhausted: 'cancel',
    slippageProbability: 0,
    queuePosition: true,
    queueModel: 'risk_averse',
    limitTouchProbability: 0,
  },
  nautilus: {
    liquidityConsumption: false,
    consumptionReset: 'change',
    printExhaustsBetter: false,
    tradesOnlyLiquidity: 'unlimited',
    onBookExhausted: 'slip',
    slippageProbability: 0,
    queuePosition: false,
    queueModel: 'risk_averse',
    limitTouchProbability: 1,
  },
}
