import { figure } from './figure.js'
import { Plot } from './std.js'
import { valueTicks } from './time-axis.js'

/** One part of a run's bar. */
export interface RunBar {
  readonly run_id: string
  readonly part: string
  readonly value: number | null
}

export interface RunBarsText {
  readonly title: string
  readonly unit: string
  readonly parts: readonly string[]
}

/** Okabe and Ito's blue, vermilion, green and purple: told apart in every common colour blindness. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7']

/** Stacked bars, one per run, named above each bar so that long ids fit a phone. */
export function runBars(
  bars: readonly RunBar[],
  { title, unit, parts }: RunBarsText,
  width: number,
): HTMLElement {
  const runIds = [...new Set(bars.map(bar => bar.run_id))]
  const plot = Plot.plot({
    width,
    height: 50 + 46 * runIds.length,
    marginLeft: 12,
    marginRight: 24,
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
    x: {
      label: null,
      grid: true,
      nice: true,
      tickFormat: valueTicks,
      ticks: Math.max(2, Math.floor(width / 110)),
    },
    y: { axis: null, domain: runIds, paddingInner: 0.55, paddingOuter: 0.3 },
    color: { domain: parts, range: COLOURS },
    marks: [
      Plot.barX(bars, {
        x: 'value',
        y: 'run_id',
        fill: 'part',
        title: bar => `${bar.run_id}\n${bar.part}: ${valueTicks(bar.value ?? 0)}`,
      }),
      Plot.ruleX([0]),
      Plot.text(runIds, {
        x: 0,
        y: id => id,
        text: id => id,
        frameAnchor: 'left',
        textAnchor: 'start',
        dy: -18,
        dx: 2,
      }),
    ],
  })
  const summary = runIds
    .map(id => {
      const values = parts.map(part => `${part.toLowerCase()} ${valueTicks(sumOf(bars, id, part))}`)
      return `${id}: ${values.join(', ')}`
    })
    .join('; ')
  const legend = Plot.legend({ color: { domain: parts, range: COLOURS } })
  return figure(plot, { title, unit, summary }, legend)
}

function sumOf(bars: readonly RunBar[], runId: string, part: string): number {
  const values = bars.filter(bar => bar.run_id === runId && bar.part === part).map(bar => bar.value ?? 0)
  return Math.round(values.reduce((sum, value) => sum + value, 0) * 1e4) / 1e4
}
