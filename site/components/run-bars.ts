import { figure } from './figure.js'
import { formatDecimal } from './format.js'
import { colourOfName } from './palette.js'
import { swatchLegend } from './series.js'
import { html, Plot } from './std.js'
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

/** Stacked bars, one per run, named above each bar so that long ids fit a phone; a tick marks the sum of the parts. */
export function runBars(
  bars: readonly RunBar[],
  { title, unit, parts }: RunBarsText,
  width: number,
): HTMLElement {
  const names = [...new Set(bars.map(bar => bar.run_id))]
  const totals = names.map(name => ({ name, value: sumOf(bars.filter(bar => bar.run_id === name)) }))
  const isSummed = parts.length > 1
  const plot = Plot.plot({
    width,
    height: 44 + 42 * names.length,
    marginLeft: 12,
    marginRight: 24,
    marginTop: 8,
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
    x: {
      label: null,
      grid: true,
      nice: true,
      tickFormat: valueTicks,
      ticks: Math.max(3, Math.floor(width / 110)),
    },
    y: { axis: null, domain: names, paddingInner: 0.55, paddingOuter: 0.35 },
    color: { domain: [...parts], range: parts.map(colourOfName) },
    marks: [
      Plot.barX(bars, {
        x: 'value',
        y: 'run_id',
        fill: 'part',
        title: (bar: RunBar) => `${bar.run_id}\n${bar.part}: ${rounded(bar.value ?? 0)}`,
      }),
      Plot.ruleX([0]),
      ...(isSummed
        ? [Plot.tickX(totals, { x: 'value', y: 'name', stroke: 'var(--theme-foreground)', strokeWidth: 3 })]
        : []),
      Plot.text(totals, {
        y: 'name',
        text: (total: { name: string; value: number }) => `${total.name}, ${rounded(total.value)}`,
        frameAnchor: 'left',
        textAnchor: 'start',
        stroke: 'var(--theme-background)',
        fill: 'currentColor',
        dy: -18,
      }),
    ],
  })
  const description = names
    .map(name => {
      const values = parts.map(
        part =>
          `${part.toLowerCase()} ${rounded(sumOf(bars.filter(bar => bar.run_id === name && bar.part === part)))}`,
      )
      return `${name}: ${values.join(', ')}`
    })
    .join('; ')
  const sum = html`<span class="odum-legend-entry"><svg width="12" height="12" aria-hidden="true"><rect x="4" width="3" height="12" fill="currentColor"></rect></svg> Sum</span>`
  return figure(
    plot,
    { title, unit, summary: extremes(totals), description },
    isSummed ? swatchLegend(parts, sum) : undefined,
  )
}

/** The least and the most of several bars; each bar says its own sum. */
function extremes(totals: readonly { readonly name: string; readonly value: number }[]): string {
  const [first, ...others] = [...totals].sort((a, b) => a.value - b.value)
  const last = others.at(-1)
  if (first === undefined) return 'No values.'
  const text = ({ name, value }: typeof first): string => `${name} (${rounded(value)})`
  return last === undefined ? `${text(first)}.` : `Least ${text(first)}, most ${text(last)}.`
}

function sumOf(bars: readonly RunBar[]): number {
  return bars.reduce((sum, bar) => sum + (bar.value ?? 0), 0)
}

/** Two decimals, more where the value is small; whole numbers without. */
function rounded(value: number): string {
  const isWhole = Number.isInteger(value)
  return formatDecimal(value, isWhole ? 0 : Math.abs(value) >= 0.1 ? 2 : 4)
}
