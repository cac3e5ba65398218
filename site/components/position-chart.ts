import { figure } from './figure.js'
import { formatDecimal, formatInstant } from './format.js'
import type { MarkPoint } from './run-data.js'
import { Plot } from './std.js'
import { timeChart, valueTicks } from './time-axis.js'
import { selectable, type TimePlot, type TimeZoom, visible } from './time-zoom.js'

/** The signed position of one instrument on the time grid, in `unit`. */
export function positionChart(
  marks: readonly MarkPoint[],
  zoom: TimeZoom,
  width: number,
  unit: string,
  sizePrecision: number,
): HTMLElement {
  const shown = visible(marks, zoom.value)
  const plot = Plot.plot({
    ...timeChart(width, 130, zoom.value),
    y: { grid: true, label: null, nice: true, ticks: 4, tickFormat: valueTicks, inset: 3 },
    marks: [
      Plot.areaY(shown, {
        x: 'ts_ms',
        // Two bounds, since Plot would stack the values of one instant.
        y1: 0,
        y2: 'position',
        fill: 'var(--odum-accent)',
        fillOpacity: 0.2,
        curve: 'step-after',
        clip: true,
      }),
      Plot.lineY(shown, {
        x: 'ts_ms',
        y: 'position',
        stroke: 'var(--odum-accent)',
        strokeWidth: 1.2,
        curve: 'step-after',
        clip: true,
      }),
      Plot.ruleY([0], { stroke: 'var(--odum-muted)' }),
      Plot.tip(
        shown,
        Plot.pointerX({
          x: 'ts_ms',
          y: 'position',
          title: d =>
            `${formatInstant(BigInt(Math.round(d.ts_ms)) * 1_000_000n)}\n${formatDecimal(d.position, sizePrecision)} ${unit}`,
        }),
      ),
    ],
  })
  selectable(plot as unknown as TimePlot, zoom)
  const sizes = marks.map(mark => mark.position)
  const text = (value: number): string => formatDecimal(value, sizePrecision)
  const summary =
    sizes.length === 0
      ? 'No positions were recorded.'
      : `Between ${text(sizes.reduce((a, b) => Math.min(a, b)))} and ${text(sizes.reduce((a, b) => Math.max(a, b)))} ${unit}; long above zero, short below.`
  return figure(plot, { title: 'Position', unit, summary })
}
