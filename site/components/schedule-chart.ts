import { figure } from './figure.js'
import { formatInstant, formatPercent } from './format.js'
import { colourOf, dashOf } from './palette.js'
import type { Row, RunAnalysis, SchedulePoint } from './run-data.js'
import { curveLegend } from './series.js'
import { html, Inputs, Plot } from './std.js'
import { timeChart } from './time-axis.js'

/** Target against done of one parent at a time; the reader chooses which. */
export function scheduleSection({ schedules, parents }: RunAnalysis, width: number): HTMLElement {
  const ids = [...new Set(schedules.map(point => point.parent_order_id))]
  const [first] = ids
  if (first === undefined) {
    return html`<p class="odum-empty">No schedules: no algorithm worked a parent order in this run.</p>`
  }
  const choice = Inputs.select(ids, {
    label: 'Parent',
    value: first,
    format: id => parentName(id, parents),
  })
  const place = html`<div></div>`
  const draw = (): void => {
    place.replaceChildren(
      scheduleChart(
        schedules.filter(point => point.parent_order_id === choice.value),
        parentName(choice.value, parents),
        width,
      ),
    )
  }
  choice.addEventListener('input', draw)
  draw()
  return html`<div>${ids.length === 1 ? '' : choice}${place}</div>`
}

function parentName(id: string, parents: readonly Row[]): string {
  const parent = parents.find(row => row.parent_order_id === id)
  return parent === undefined
    ? id
    : `${id}: ${String(parent.algorithm)}, ${String(parent.side)} ${String(parent.quantity)}`
}

function scheduleChart(points: readonly SchedulePoint[], name: string, width: number): HTMLElement {
  const times = points.map(point => point.ts_ms)
  const start = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const end = times.reduce((most, time) => Math.max(most, time), start + 1)
  const curve = (kind: SchedulePoint['curve']) => points.filter(point => point.curve === kind)
  const [done, target] = [curve('done'), curve('target')]
  const last = done.at(-1)
  const toEnd = last === undefined || last.ts_ms === end ? done : [...done, { ...last, ts_ms: end }]
  const plot = Plot.plot({
    ...timeChart(width, 200, [start, end]),
    y: { grid: true, label: null, domain: [0, 100], percent: true, ticks: 5 },
    marks: [
      Plot.lineY(toEnd, {
        x: 'ts_ms',
        y: 'share',
        stroke: colourOf(0),
        strokeWidth: 1.8,
        curve: 'step-after',
      }),
      Plot.lineY(target, {
        x: 'ts_ms',
        y: 'share',
        stroke: colourOf(1),
        strokeWidth: 1.6,
        strokeDasharray: dashOf(1),
        curve: 'step-after',
      }),
      Plot.tip(
        points,
        Plot.pointer({
          x: 'ts_ms',
          y: 'share',
          title: (d: SchedulePoint) =>
            `${formatInstant(BigInt(Math.round(d.ts_ms)) * 1_000_000n)}\n${d.curve} ${formatPercent(d.share)}`,
        }),
      ),
    ],
  })
  const scheduled = target.length > 0
  return figure(
    plot,
    {
      title: scheduled ? 'Done against schedule' : 'Done',
      unit: '% of the quantity',
      summary: `${name}: ${formatPercent(last?.share ?? 0)} done${scheduled ? ` of ${formatPercent(target.at(-1)?.share ?? 0)} scheduled` : '; its algorithm keeps no schedule'}.`,
    },
    scheduled ? curveLegend(['done', 'target']) : undefined,
  )
}
