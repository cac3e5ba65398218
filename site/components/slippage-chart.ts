import { figure } from './figure.js'
import { formatCount, formatDecimal } from './format.js'
import { colourOfName } from './palette.js'
import type { SlippageStep } from './run-data.js'
import { swatchLegend } from './series.js'
import { html, Plot } from './std.js'
import { valueTicks } from './time-axis.js'

const LIQUIDITIES = ['MAKER', 'TAKER']

/** How the slippage of fills against the mid is spread, by liquidity. */
export function slippageChart(steps: readonly SlippageStep[], width: number): HTMLElement {
  if (steps.length === 0) {
    return html`<p class="odum-empty">No slippage distribution: no fill was measured against a mid (<code>odum results analyse</code>).</p>`
  }
  const total = steps.reduce((sum, step) => sum + Number(step.fills), 0)
  const shares = steps.map(step => ({ ...step, share: (Number(step.fills) / total) * 100 }))
  const found = LIQUIDITIES.filter(name => steps.some(step => step.liquidity === name))
  const plot = Plot.plot({
    width,
    height: 200,
    marginLeft: width < 480 ? 52 : 76,
    marginRight: 24,
    marginBottom: 36,
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
    x: {
      label: 'slippage in bps →',
      labelAnchor: 'right',
      tickFormat: valueTicks,
      ticks: Math.max(3, Math.floor(width / 110)),
    },
    y: { grid: true, label: null, nice: true, ticks: 4, tickFormat: valueTicks },
    marks: [
      Plot.rectY(shares, {
        x1: 'low_bps',
        x2: 'high_bps',
        y: 'share',
        fill: (step: SlippageStep) => colourOfName(step.liquidity, 0),
        insetLeft: 0.5,
        title: (step: SlippageStep) =>
          `${step.liquidity.toLowerCase()}\n${formatDecimal(step.low_bps, 3)} to ${formatDecimal(step.high_bps, 3)} bps\n${formatCount(step.fills)} fills`,
      }),
      Plot.ruleY([0]),
      Plot.ruleX([0], { stroke: 'var(--odum-muted)' }),
    ],
  })
  const low = steps.reduce((least, step) => Math.min(least, step.low_bps), Number.POSITIVE_INFINITY)
  const high = steps.reduce((most, step) => Math.max(most, step.high_bps), Number.NEGATIVE_INFINITY)
  return figure(
    plot,
    {
      title: 'Slippage of fills',
      unit: '% of fills, against the mid, positive is a cost',
      summary: `${formatCount(total)} fills; 98 % of them lie between ${formatDecimal(low, 3)} and ${formatDecimal(high, 3)} bps, the others count in the outermost bars.`,
    },
    swatchLegend(found.map(name => name.toLowerCase())),
  )
}
