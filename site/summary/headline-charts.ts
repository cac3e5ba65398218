import {
  formatDecimal,
  formatDuration,
  formatInstant,
  formatMoney,
  formatPercent,
} from '../components/format.ts'
import { colourOf, colourOfName } from '../components/palette.ts'
import type { EquityPoint, MarkoutRow, Row, RunPage } from '../components/run-data.ts'
import { askedFirst, workedBy } from '../components/worked-by.ts'
import { type Bar, type ChartShape, type Curve, type Point, valueTicks } from './svg-chart.ts'

/** A chart with the name of its picture. */
export interface NamedChart {
  readonly name: string
  readonly shape: ChartShape
  readonly legend: readonly (readonly [name: string, colour: string])[]
}

/** Half the width of the mark at a sum, of the chart's range. */
const SUM_MARK = 0.002
const SUM_COLOUR = 'var(--text)'

const PARTS = ['Delay', 'Execution', 'Fees', 'Opportunity'] as const

/** Equity, drawdown, shortfall and markouts of a run; a chart without data is left out. */
export function headlineCharts(page: RunPage, equity: readonly EquityPoint[]): NamedChart[] {
  return [
    ...(equity.length === 0 ? [] : [equityChart(equity, page.run.currency ?? ''), drawdownChart(equity)]),
    ...(page.analysis.shortfall.length === 0 ? [] : [shortfallChart(page.analysis.shortfall)]),
    ...(page.analysis.markouts.length === 0 ? [] : [markoutChart(page.analysis.markouts)]),
  ]
}

function equityChart(equity: readonly EquityPoint[], currency: string): NamedChart {
  const [first, last] = [equity[0] as EquityPoint, equity.at(-1) as EquityPoint]
  const points = equity.map(({ ts_ms, equity: value }) => ({ x: ts_ms, y: value }))
  return {
    name: 'equity',
    legend: [],
    shape: {
      text: {
        title: 'Equity',
        unit: currency,
        summary: `From ${formatMoney(first.equity, currency)} to ${formatMoney(last.equity, currency)} ${currency}.`,
      },
      curves: [{ name: 'equity', colour: colourOf(0), points }],
      xTicks: timeTicks(equity),
      formatY: plain,
    },
  }
}

function drawdownChart(equity: readonly EquityPoint[]): NamedChart {
  const points = equity.map(({ ts_ms, drawdown_ratio }) => ({ x: ts_ms, y: (drawdown_ratio ?? 0) * 100 }))
  const deepest = points.reduce((low, point) => Math.min(low, point.y), 0)
  return {
    name: 'drawdown',
    legend: [],
    shape: {
      text: {
        title: 'Drawdown',
        unit: '% of the highest equity so far',
        summary: `Deepest ${formatPercent(deepest / 100, 3)}.`,
      },
      curves: [{ name: 'drawdown', colour: colourOf(1), points, fillToZero: true }],
      xTicks: timeTicks(equity),
      formatY: plain,
      zeroLine: true,
      height: 140,
    },
  }
}

function shortfallChart(unsorted: readonly Row[]): NamedChart {
  const groups = askedFirst(unsorted)
  const bars = groups.flatMap((group, index): Bar[] => {
    let [above, below] = [0, 0]
    return PARTS.map((part, partIndex) => {
      const value = Number(group[`${part.toLowerCase()}_bps`] ?? 0)
      const from = value >= 0 ? above : below
      if (value >= 0) above += value
      else below += value
      return {
        ...{ x0: from, x1: from + value, y0: -index - 0.28, y1: -index + 0.28 },
        colour: colourOf(partIndex),
        title: `${part}: ${formatDecimal(value, 3)} bps`,
      }
    })
  })
  const names = groups.map(group => `${workedBy(group)}, ${String(group.side)}`)
  const edges = bars.flatMap(bar => [bar.x0, bar.x1, 0])
  const halfMark = (Math.max(...edges) - Math.min(...edges)) * SUM_MARK
  const marks = groups.map((group, index): Bar => {
    const sum = Number(group.shortfall_bps ?? 0)
    return {
      ...{ x0: sum - halfMark, x1: sum + halfMark, y0: -index - 0.34, y1: -index + 0.34 },
      colour: SUM_COLOUR,
      title: `Sum: ${formatDecimal(sum, 3)} bps`,
    }
  })
  const sums = groups.map(
    (group, index) => `${names[index]} ${formatDecimal(group.shortfall_bps as number | null, 3)} bps`,
  )
  return {
    name: 'shortfall',
    legend: [...PARTS.map((part, index) => [part, colourOf(index)] as const), ['Sum', SUM_COLOUR]],
    shape: {
      text: {
        title: 'Implementation shortfall',
        unit: 'bps of the notional at decision, positive is a cost',
        summary: `${sums.join('; ')}.`,
      },
      bars: [...bars, ...marks],
      xTicks: valueTicks(Math.min(...edges), Math.max(...edges)).map(value => [value, plain(value)] as const),
      yTicks: names.map((name, index) => [-index, name] as const),
      formatY: plain,
      height: 50 + 44 * groups.length,
    },
  }
}

function markoutChart(rows: readonly MarkoutRow[]): NamedChart {
  const horizons = [...new Set(rows.map(row => row.horizon_ns))].sort((a, b) => Number(a) - Number(b))
  const byLiquidity = rows.filter(row => row.dimension === 'liquidity')
  const buckets = [...new Set(byLiquidity.map(row => row.bucket ?? 'all'))]
  const curves = buckets.map((bucket, index): Curve => {
    const points = byLiquidity
      .filter(row => (row.bucket ?? 'all') === bucket && row.mean_bps !== null)
      .map((row): Point => {
        const [mean, half] = [Number(row.mean_bps), 1.96 * (row.standard_error_bps ?? 0)]
        return { x: horizons.indexOf(row.horizon_ns), y: mean, low: mean - half, high: mean + half }
      })
    return { name: bucket, colour: colourOfName(bucket, index), points }
  })
  const ends = curves.map(
    curve => `${curve.name.toLowerCase()} ${formatDecimal(curve.points.at(-1)?.y, 3)} bps`,
  )
  return {
    name: 'markouts',
    legend: curves.map(({ name, colour }) => [name.toLowerCase(), colour] as const),
    shape: {
      text: {
        title: 'Markouts',
        unit: 'bps of the fill price, positive is good for us',
        summary: `At the longest horizon: ${ends.join(', ')}. Bands: 95 % of the mean.`,
      },
      curves,
      xTicks: horizons.map((horizon, index) => [index, formatDuration(horizon)] as const),
      formatY: plain,
      zeroLine: true,
    },
  }
}

/** Steps between ticks of time, in seconds. */
const TICK_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
const DAY_MS = 86_400_000
const TIME_TICKS_MAX = 7

/** Round instants of a curve. */
function timeTicks(equity: readonly EquityPoint[]): (readonly [number, string])[] {
  const [start, end] = [equity[0]?.ts_ms ?? 0, equity.at(-1)?.ts_ms ?? 1]
  const found = TICK_STEPS_S.find(step => (end - start) / (step * 1000) <= TIME_TICKS_MAX)
  const days = Math.max(1, Math.ceil((end - start) / DAY_MS / TIME_TICKS_MAX))
  const stepMs = found === undefined ? days * DAY_MS : found * 1000
  const [from, to] = end - start > 1.5 * DAY_MS ? [5, 16] : [11, stepMs < 60_000 ? 19 : 16]
  const first = Math.ceil(start / stepMs)
  const count = Math.floor(end / stepMs) - first + 1
  return Array.from({ length: Math.max(count, 0) }, (_, index) => {
    const ms = (first + index) * stepMs
    return [ms, formatInstant(BigInt(ms) * 1_000_000n).slice(from, to)] as const
  })
}

/** A value of an axis in plain digits. */
function plain(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 }).replace('-', '−')
}
