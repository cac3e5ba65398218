/** What the two sides of the boundary between this project's code and custom code call of one another. Numbers,
 *  strings and booleans cross it, nothing else: an object would bring along where it comes from. */

export type Plain = number | string | boolean

/** What the realm calls outside. Errors are kept there; what these return then means nothing. */
export interface StrategyHost {
  nowNs(): number
  /** The instruments' definitions, as JSON. */
  instrumentsText(): string
  positionLots(instrumentIndex: number): number
  freeUnits(instrumentIndex: number): bigint
  bestBidTicks(instrumentIndex: number): number
  bestAskTicks(instrumentIndex: number): number
  /** Sets a field of the next order or change; objects come as JSON. */
  put(name: string, value: Plain): void
  putJson(name: string, text: string): void
  /** Sends the order whose fields were put. */
  submit(): number
  submitMarket(instrumentIndex: number, side: number, quantityLots: number): number
  cancel(orderId: number): void
  /** Sends the change whose fields were put. */
  modify(orderId: number): void
  setTimer(atNs: number, tag: number): void
}

/** What is called in the realm. Each throws a text, or, where even that fails, something nobody may look at.
 *  What the strategy does not have is undefined. */
export interface RealmStrategy {
  readonly onStart: (() => void) | undefined
  readonly onTrade:
    | ((instrumentIndex: number, priceTicks: number, sizeLots: number, aggressor: number) => void)
    | undefined
  readonly onBook: ((instrumentIndex: number) => void) | undefined
  readonly onTimer: ((tag: number) => void) | undefined
  readonly onFill:
    | ((
        orderId: number,
        instrumentIndex: number,
        side: number,
        priceTicks: number,
        quantityLots: number,
        liquidity: number,
        positionId: number,
      ) => void)
    | undefined
  readonly onOrder: ((orderId: number, status: number, reason: number) => void) | undefined
  readonly onStop: (() => void) | undefined
  /** The notes of the summary, as JSON: an array of strings. */
  readonly warnings: (() => string) | undefined
}

/** A strategy's module once it has its parameters, or what is wrong with it. */
export interface PreparedStrategy {
  readonly fault: 'module' | 'parameters' | undefined
  readonly problem: string
  start?(host: StrategyHost): RealmStrategy
}

/** What the realm calls outside for one parent order. */
export interface AlgorithmHost {
  nowNs(): number
  /** The instrument's definition, as JSON. */
  instrumentText(): string
  parentSide(): number
  parentQuantityLots(): number
  parentLimitTicks(): number
  parentStartNs(): number
  filledLots(): number
  workingLots(): number
  openLots(): number
  bestBidTicks(): number
  bestAskTicks(): number
  lastTicks(): number
  marketLots(): number
  put(name: string, value: Plain): void
  putJson(name: string, text: string): void
  /** Sends the child whose fields were put. */
  submit(): number
  cancel(k: number): void
  /** Sends the change whose fields were put. */
  modify(k: number): void
  wakeAt(atNs: number, tag: number): void
  wakeAtVolume(marketLots: number): void
  random(): number
  /** @param isRealized 1, or 0 for the historical profile. @returns NaN where there is no such profile */
  volumeBetween(isRealized: number, fromNs: number, toNs: number): number
  target(atNs: number, cumulativeLots: number): void
  finish(): void
}

/** What is called in the realm for one parent order; as for a strategy. */
export interface RealmAlgorithm {
  readonly onStart: () => void
  readonly onWake: ((tag: number) => void) | undefined
  readonly onVolume: (() => void) | undefined
  readonly onTrade: ((priceTicks: number, sizeLots: number, aggressor: number) => void) | undefined
  readonly onBook: (() => void) | undefined
  readonly onChildFill:
    | ((k: number, priceTicks: number, quantityLots: number, liquidity: number) => void)
    | undefined
  readonly onChildOrder: ((k: number, status: number, reason: number) => void) | undefined
  readonly onParentChanged: (() => void) | undefined
  readonly onStop: (() => void) | undefined
}

/** An algorithm's module, or what is wrong with it. */
export interface PreparedAlgorithm {
  /** Empty where it can be used. */
  readonly problem: string
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly formula: string
  readonly source: string
  /** JSON Schema of the parameters. */
  readonly schemaText: string
  /** The example that comes with it, as JSON. */
  readonly exampleText: string
  /** @returns what is wrong with parameters, empty where nothing is */
  check(parametersText: string): string
  /** @returns the algorithm of one parent, or why it refuses it */
  create(
    host: AlgorithmHost,
    parametersText: string,
  ): { readonly refused: string; readonly algorithm: RealmAlgorithm | undefined }
}
