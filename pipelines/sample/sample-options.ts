import { canonicalDecimal, decimalUnits } from '../config/decimal.ts'
import { formatInstant, instantNs } from '../config/time-window.ts'
import { UsageError } from '../errors.ts'
import { START_STEPS_MIN } from './synthetic-book.ts'

/** What to generate; everything but the folder has a default. */
export interface SampleOptions {
  /** Root of the raw layout; `raw_tick_data/by_date/…` is made below it. */
  readonly out: string
  readonly instrumentKey?: string
  /** `YYYY-MM-DD`, UTC. */
  readonly date?: string
  readonly trades?: number
  /** 0 writes no book; the prints still follow one. */
  readonly snapshots?: number
  readonly seed?: number
  readonly rowGroupRows?: number
  readonly format?: 'odum' | 'tardis'
  /** Decimal text. */
  readonly startPrice?: string
  readonly pricePrecision?: number
  readonly sizePrecision?: number
  /** Instants of the day between which the data lies; default the whole day. */
  readonly start?: string
  readonly end?: string
  readonly signal?: AbortSignal
}

export const SAMPLE_DEFAULTS = {
  instrumentKey: 'BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN',
  date: '2024-05-01',
  trades: 3_000_000,
  snapshots: 864_000,
  seed: 1,
  rowGroupRows: 122_880,
  format: 'odum',
  startPrice: '60000',
  pricePrecision: 1,
  sizePrecision: 3,
} as const

/** Options made whole and checked. */
export interface SamplePlan {
  readonly out: string
  readonly instrumentKey: string
  /** As Tardis names them: `binance-futures`, `BTCUSDT`. */
  readonly exchange: string
  readonly symbol: string
  readonly date: string
  readonly dayNs: bigint
  /** Bounds of the data, ns since the start of the day. */
  readonly fromNs: number
  readonly toNs: number
  readonly trades: number
  readonly snapshots: number
  readonly seed: number
  readonly rowGroupRows: number
  readonly format: 'odum' | 'tardis'
  readonly startTicks: number
  readonly pricePrecision: number
  readonly sizePrecision: number
}

const DAY_NS = 86_400_000_000_000n
const SPAN_NS_MIN = 1_000_000_000
const SNAPSHOT_NS_MIN = 10_000

/** Fills in defaults and checks that the sample can be made. @throws UsageError */
export function planSample(options: SampleOptions): SamplePlan {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const whole = { ...SAMPLE_DEFAULTS, ...given, out: options.out } as typeof SAMPLE_DEFAULTS & SampleOptions
  const { instrumentKey, date, trades, snapshots, seed, rowGroupRows, format } = whole
  const { pricePrecision, sizePrecision } = whole
  const { dayNs, fromNs, toNs } = planTimes(date, options.start, options.end)
  const snapshotsMax = Math.floor((toNs - fromNs) / SNAPSHOT_NS_MIN)
  if (snapshots > snapshotsMax) {
    throw new UsageError({
      problem: `${snapshots} snapshots do not fit between the start and the end.`,
      remedy: `At most ${snapshotsMax} do; ask for fewer or for a longer time.`,
    })
  }
  return {
    out: options.out,
    instrumentKey,
    ...tardisNames(instrumentKey),
    date,
    dayNs,
    fromNs,
    toNs,
    trades,
    snapshots,
    seed,
    rowGroupRows,
    format,
    startTicks: planStartTicks(whole.startPrice, pricePrecision),
    pricePrecision,
    sizePrecision,
  }
}

function planTimes(date: string, start: string | undefined, end: string | undefined) {
  const dayNs = instantNs(`${date}T00:00:00Z`)
  if (dayNs === undefined) {
    throw new UsageError({ problem: `"${date}" is no day.`, remedy: 'Write it as YYYY-MM-DD.' })
  }
  const startNs = start === undefined ? dayNs : instantNs(start)
  const endNs = end === undefined ? dayNs + DAY_NS : instantNs(end)
  const problem =
    startNs === undefined || endNs === undefined
      ? `The start ${start ?? ''} or the end ${end ?? ''} is no instant in UTC.`
      : startNs < dayNs || endNs > dayNs + DAY_NS || endNs - startNs < SPAN_NS_MIN
        ? `From ${formatInstant(startNs)} to ${formatInstant(endNs)} is no span of ${date} of at least a second.`
        : undefined
  if (problem !== undefined || startNs === undefined || endNs === undefined) {
    throw new UsageError({ problem: problem ?? '', remedy: `Write instants such as ${date}T08:00:00Z.` })
  }
  return { dayNs, fromNs: Number(startNs - dayNs), toNs: Number(endNs - dayNs) }
}

function planStartTicks(startPrice: string, pricePrecision: number): number {
  const decimal = canonicalDecimal(startPrice)
  const ticks = decimal === undefined ? undefined : decimalUnits(decimal, pricePrecision)
  // Beyond 2^50 ticks a double no longer tells neighbouring prices apart on the grid.
  if (ticks !== undefined && ticks >= BigInt(START_STEPS_MIN) && ticks < 2n ** 50n) return Number(ticks)
  throw new UsageError({
    problem: `A start price of ${startPrice} cannot be used at ${pricePrecision} fractional digits.`,
    remedy: `It must lie on that grid, at least ${START_STEPS_MIN} of its units above zero.`,
  })
}

/** The venue and symbol of `[ASSET_CLASS:]VENUE:TYPE:PAYLOAD[@SUFFIX]`, as Tardis writes them. */
function tardisNames(instrumentKey: string): { exchange: string; symbol: string } {
  const parts = instrumentKey.split(':')
  const [venue, , payload] = parts.length === 4 ? parts.slice(1) : parts
  if (parts.length < 3 || parts.length > 4 || !venue || !payload || instrumentKey.includes('/')) {
    throw new UsageError({
      problem: `"${instrumentKey}" is no instrument key.`,
      remedy: `Write it as VENUE:TYPE:PAYLOAD, e.g. ${SAMPLE_DEFAULTS.instrumentKey}.`,
    })
  }
  return { exchange: venue.toLowerCase(), symbol: payload.replace(/@.*$/, '').replaceAll('-', '') }
}
