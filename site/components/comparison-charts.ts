import { figure } from './figure.js'
import { formatDecimal, formatPercent } from './format.js'
import { colourOf, dashOf } from './palette.js'
import type { Comparison, EquityPoint } from './run-data.js'
import { runName } from './run-name.js'
import { curveLegend } from './series.js'
import { html, Plot } from './std.js'
import { valueTicks } from './time-axis.js'

/** Curves by run id. */
export type Curves = Readonly<Record<string, readonly EquityPoint[]>>

interface RelativePoint {
  readonly run_id: string
  readonly minutes: number
  readonly return_percent: number
  readonly drawdown_percent: number
}

function relativePoints(curves: Curves, runIds: readonly string[]): RelativePoint[] {
  return runIds.flatMap(run_id => {
    const points = curves[run_id] ?? []
    const first = points[0]
    if (first === undefined) return []
    return points.map(point => ({
      run_id,
      minutes: (point.ts_ms - first.ts_ms) / 60_000,
      return_percent: (point.equity / first.equity - 1) * 100,
      drawdown_percent: (point.drawdown_ratio ?? 0) * 100,
    }))
  })
}

/** Return and drawdown of the picked runs over the time since each began. */
export function comparisonCharts(
  curves: Curves,
  { runs }: Comparison,
  picked: readonly string[],
  width: number,
): HTMLElement {
  // A run without a page has no curve.
  const runIds = picked.filter(id => (curves[id] ?? []).length > 0)
  const nameOf = (id: string): string => {
    const run = runs.find(one => one.run.run_id === id)
    return run === undefined ? id : runName(id, { ...run.run, config: run.config })
  }
  const points = relativePoints(curves, runIds)
  if (points.length === 0)
    return html`<p class="odum-empty">Pick runs in the table to overlay their curves; a run without a page has none.</p>`
  const longest = points.reduce((most, point) => Math.max(most, point.minutes), 0)
  const [unit, divisor] = longest > 2880 ? ['days', 1440] : longest > 180 ? ['hours', 60] : ['minutes', 1]
  const chart = (y: 'return_percent' | 'drawdown_percent', height: number): Element =>
    Plot.plot({
      width,
      height,
      marginLeft: width < 480 ? 52 : 72,
      marginRight: 12,
      marginBottom: 36,
      style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
      x: { label: `${unit} since the start →`, labelAnchor: 'right', nice: false },
      y: { grid: true, label: null, nice: true, ticks: 5, tickFormat: valueTicks },
      marks: [
        Plot.ruleY([0], { stroke: 'var(--odum-muted)' }),
        ...runIds.map((run_id, index) =>
          Plot.lineY(
            points.filter(point => point.run_id === run_id),
            {
              x: (d: RelativePoint) => d.minutes / divisor,
              y,
              stroke: colourOf(index),
              strokeDasharray: dashOf(index),
              strokeWidth: 1.6,
            },
          ),
        ),
        Plot.tip(
          points,
          Plot.pointer({
            x: (d: RelativePoint) => d.minutes / divisor,
            y,
            title: (d: RelativePoint) => `${nameOf(d.run_id)}\n${formatDecimal(d[y], 4)} %`,
          }),
        ),
      ],
    })
  const ends = runIds
    .map(id => points.findLast(point => point.run_id === id))
    .filter(point => point !== undefined)
  const deepest = runIds.map(id => ({
    id,
    low: points
      .filter(point => point.run_id === id)
      .reduce((low, point) => Math.min(low, point.drawdown_percent), 0),
  }))
  return html`<div>
    ${figure(
      chart('return_percent', 260),
      {
        title: 'Return',
        unit: '% of the first equity',
        summary: ends
          .map(end => `${nameOf(end.run_id)} ended at ${formatPercent(end.return_percent / 100, 3)}`)
          .join('; ')
          .concat('.'),
      },
      curveLegend(runIds.map(nameOf)),
    )}
    ${figure(chart('drawdown_percent', 170), {
      title: 'Drawdown',
      unit: '% of the highest equity so far',
      summary: deepest
        .map(({ id, low }) => `${nameOf(id)} fell by ${formatPercent(Math.abs(low) / 100, 3)} at most`)
        .join('; ')
        .concat('.'),
    })}
  </div>`
}
