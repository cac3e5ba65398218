import { figure } from './figure.js'
import { colourOfName } from './palette.js'
import { swatchLegend } from './series.js'
import { Plot } from './std.js'
import { valueTicks } from './time-axis.js'

/** One bar: how many of a part lie between two values. */
export interface HistogramBin {
  readonly part: string
  readonly from: number
  readonly to: number
  readonly count: number
}

export interface HistogramText {
  readonly title: string
  readonly unit: string
  /** Of the horizontal axis. */
  readonly xLabel: string
  readonly parts: readonly string[]
}

/** Stacked counts over ranges of a value. */
export function histogram(bins: readonly HistogramBin[], text: HistogramText, width: number): HTMLElement {
  const color = {
    domain: [...text.parts],
    range: text.parts.map(colourOfName),
  }
  const plot = Plot.plot({
    width,
    height: 240,
    marginLeft: width < 480 ? 60 : 76,
    marginRight: 24,
    marginBottom: 36,
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
    x: {
      label: text.xLabel,
      labelArrow: 'none',
      labelAnchor: 'center',
      tickFormat: valueTicks,
      ticks: Math.max(3, Math.floor(width / 110)),
    },
    y: { label: null, grid: true, nice: true, ticks: 5, tickFormat: valueTicks },
    color,
    marks: [
      Plot.rectY(bins, {
        x1: 'from',
        x2: 'to',
        y: 'count',
        fill: 'part',
        insetLeft: 0.5,
        insetRight: 0.5,
        title: (bin: HistogramBin) =>
          `${bin.part}\n${valueTicks(round(bin.from))} to ${valueTicks(round(bin.to))}: ${valueTicks(bin.count)} ${text.unit}`,
      }),
      Plot.ruleY([0]),
    ],
  })
  const found = text.parts.filter(part => bins.some(bin => bin.part === part))
  return figure(
    plot,
    { title: text.title, unit: text.unit, summary: summaryOf(bins, text) },
    swatchLegend(found),
  )
}

function summaryOf(bins: readonly HistogramBin[], { unit, xLabel }: HistogramText): string {
  const most = bins.reduce<HistogramBin | undefined>(
    (best, bin) => (best === undefined || bin.count > best.count ? bin : best),
    undefined,
  )
  if (most === undefined) return 'No values.'
  const total = bins.reduce((sum, bin) => sum + bin.count, 0)
  return `${valueTicks(total)} ${unit}; most (${valueTicks(most.count)}) between ${valueTicks(round(most.from))} and ${valueTicks(round(most.to))} (${xLabel}).`
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
