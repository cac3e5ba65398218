import type { Side } from '../domain/codes.ts'

/** What a strategy may do; the same in a backtest and live. */
export interface StrategyContext {
  /** Sends a market order, good till canceled. @returns the order's id. */
  submitMarket(instrumentIndex: number, side: Side, quantityLots: number): number
}

/** Reacts to market events by issuing orders. Called after the venue took up the event. */
export interface Strategy {
  onTrade(instrumentIndex: number, priceTicks: number, sizeLots: number, aggressor: number): void
  /** Notes for the run's summary, e.g. counted assumptions. */
  warnings(): string[]
}
