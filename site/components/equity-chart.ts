import { figure } from './figure.js'
import { formatInstant, formatMoney, formatPercent } from './format.js'
import type { EquityPoint } from './run-data.js'
import { Plot } from './std.js'
import { timeChart, valueTicks } from './time-axis.js'
import { selectable, type TimePlot, type TimeZoom, visible } from './time-zoom.js'

/** Equity and balance over time, money in `currency`. */
export function equityChart(
  points: readonly EquityPoint[],
  zoom: TimeZoom,
  width: number,
  currency: string,
): HTMLElement {
  const shown = visible(points, zoom.value)
  const plot = Plot.plot({
    ...timeChart(width, 240, zoom.value),
    y: {
      domain: valueRange(shown),
      grid: true,
      label: null,
      nice: true,
      tickFormat: valueTicks,
      ticks: 5,
    },
    marks: [
      Plot.lineY(shown, {
        x: 'ts_ms',
        y: 'balance',
        stroke: 'var(--odum-muted)',
        strokeWidth: 1,
        curve: 'step-after',
        clip: true,
      }),
      Plot.lineY(shown, {
        x: 'ts_ms',
        y: 'equity',
        stroke: 'var(--odum-accent)',
        strokeWidth: 1.5,
        clip: true,
      }),
      Plot.tip(
        shown,
        Plot.pointerX({
          x: 'ts_ms',
          y: 'equity',
          title: d =>
            `${atText(d)}\nEquity ${formatMoney(d.equity, currency)} ${currency}\nBalance ${formatMoney(d.balance, currency)} ${currency}`,
        }),
      ),
    ],
  })
  selectable(plot as unknown as TimePlot, zoom)
  return figure(plot, { title: 'Equity', unit: currency, summary: equitySummary(points, shown, currency) })
}

/** How far equity lies below its highest value so far, as a fraction. */
export function underwaterChart(
  points: readonly EquityPoint[],
  zoom: TimeZoom,
  width: number,
  currency: string,
): HTMLElement {
  const shown = visible(points, zoom.value)
  const plot = Plot.plot({
    ...timeChart(width, 130, zoom.value),
    y: {
      domain: [shown.reduce((low, point) => Math.min(low, (point.drawdown_ratio ?? 0) * 100), -0.01), 0],
      grid: true,
      label: null,
      nice: true,
      ticks: 4,
      percent: true,
      tickFormat: valueTicks,
    },
    marks: [
      Plot.areaY(shown, {
        x: 'ts_ms',
        y1: 0,
        y2: 'drawdown_ratio',
        fill: 'var(--odum-loss)',
        fillOpacity: 0.25,
        clip: true,
      }),
      Plot.lineY(shown, {
        x: 'ts_ms',
        y: 'drawdown_ratio',
        stroke: 'var(--odum-loss)',
        strokeWidth: 1.2,
        clip: true,
      }),
      Plot.ruleY([0], { stroke: 'var(--odum-muted)' }),
      Plot.tip(
        shown,
        Plot.pointerX({
          x: 'ts_ms',
          y: 'drawdown_ratio',
          title: d =>
            `${atText(d)}\nDrawdown ${formatPercent(d.drawdown_ratio, 3)}\n${formatMoney(d.drawdown, currency)} ${currency}`,
        }),
      ),
    ],
  })
  selectable(plot as unknown as TimePlot, zoom)
  const lowest = points.reduce(
    (low, point) => ((point.drawdown_ratio ?? 0) < (low.drawdown_ratio ?? 0) ? point : low),
    points[0] as EquityPoint,
  )
  const summary =
    lowest === undefined || lowest.drawdown_ratio === 0
      ? 'Equity never fell below an earlier high.'
      : `Deepest ${formatPercent(lowest.drawdown_ratio, 3)} at ${atText(lowest)} UTC.`
  return figure(plot, { title: 'Drawdown', unit: '% of the highest equity so far', summary })
}

/** The range of equity, with the balance where it is near: an inventory held from the start keeps the two far apart,
 *  and a range that spans both would flatten the curve. */
function valueRange(shown: readonly EquityPoint[]): [low: number, high: number] {
  const low = shown.reduce((least, point) => Math.min(least, point.equity), Number.POSITIVE_INFINITY)
  const high = shown.reduce((most, point) => Math.max(most, point.equity), Number.NEGATIVE_INFINITY)
  const margin = Math.max(high - low, Math.abs(high) * 1e-9)
  const near = shown
    .map(point => point.balance)
    .filter(value => value > low - margin && value < high + margin)
  return [near.reduce((a, b) => Math.min(a, b), low), near.reduce((a, b) => Math.max(a, b), high)]
}

function equitySummary(
  points: readonly EquityPoint[],
  shown: readonly EquityPoint[],
  currency: string,
): string {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return 'No equity was recorded.'
  const equities = points.map(point => point.equity)
  const low = equities.reduce((a, b) => Math.min(a, b))
  const high = equities.reduce((a, b) => Math.max(a, b))
  const text = (value: number): string => formatMoney(value, currency)
  const [least, most] = valueRange(shown)
  const isBalanceSeen = shown.some(
    ({ balance, equity }) => balance !== equity && balance >= least && balance <= most,
  )
  return `From ${text(first.equity)} to ${text(last.equity)} ${currency}, between ${text(low)} and ${text(high)}.${isBalanceSeen ? ' The thin grey line is the balance: what is realized.' : ''}`
}

function atText(point: { readonly ts_ms: number }): string {
  return formatInstant(BigInt(Math.round(point.ts_ms)) * 1_000_000n)
}
