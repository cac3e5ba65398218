import { bucketName } from './bucket-name.js'
import { figure } from './figure.js'
import { formatCount, formatDecimal, formatDuration } from './format.js'
import { colourOfName, dashOfName } from './palette.js'
import type { MarkoutRow } from './run-data.js'
import { curveLegend } from './series.js'
import { html, Inputs, Plot } from './std.js'
import { valueTicks } from './time-axis.js'

/** Half the width of a 95 % confidence band in standard errors. */
const BAND = 1.96

const DIMENSIONS = [
  { dimension: 'all', name: 'All fills' },
  { dimension: 'liquidity', name: 'By liquidity' },
  { dimension: 'size', name: 'By size' },
  { dimension: 'algorithm', name: 'By algorithm' },
  { dimension: 'hour', name: 'By hour (UTC)' },
  { dimension: 'instrument', name: 'By instrument' },
] as const

/** Curves drawn at once; more cannot be told apart. */
const CURVES_MAX = 8
/** Up to as many have their ends said below the title, and bands that are easily seen. */
const CURVES_FEW = 3

/** Mean markouts over their horizons with confidence bands, by a dimension that the reader chooses. */
export function markoutSection(rows: readonly MarkoutRow[], currency: string, width: number): HTMLElement {
  if (rows.length === 0) {
    return html`<p class="odum-empty">No markouts: the run has no fills, or was not measured against the market (<code>odum results analyse</code>).</p>`
  }
  const offered = DIMENSIONS.filter(({ dimension }) => rows.some(row => row.dimension === dimension))
  const choice = Inputs.select(offered, {
    label: 'Markouts of',
    value: offered.find(({ dimension }) => dimension === 'liquidity') ?? offered[0]!,
    format: option => option.name,
  })
  const place = html`<div></div>`
  const draw = (): void => {
    const ofDimension = rows.filter(row => row.dimension === choice.value.dimension)
    place.replaceChildren(markoutChart(ofDimension, currency, width))
  }
  choice.addEventListener('input', draw)
  draw()
  return html`<div>${choice}${place}</div>`
}

interface MarkoutPoint {
  readonly bucket: string
  readonly horizon: string
  readonly fills: string
  readonly mean: number
  readonly low: number
  readonly high: number
}

function markoutChart(rows: readonly MarkoutRow[], currency: string, width: number): HTMLElement {
  const horizons = [...new Set(rows.map(row => row.horizon_ns))].sort((a, b) => Number(a) - Number(b))
  const points = rows.flatMap((row): MarkoutPoint[] => {
    if (row.mean_bps === null) return []
    const half = BAND * (row.standard_error_bps ?? 0)
    return [
      {
        bucket: bucketName(row.dimension, row.bucket, currency),
        horizon: formatDuration(row.horizon_ns),
        fills: row.fills,
        mean: row.mean_bps,
        low: row.mean_bps - half,
        high: row.mean_bps + half,
      },
    ]
  })
  const buckets = largestBuckets(points)
  const shown = points.filter(point => buckets.includes(point.bucket))
  const plot = Plot.plot({
    width,
    height: 260,
    marginLeft: width < 480 ? 52 : 76,
    marginRight: 24,
    marginBottom: 36,
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
    x: {
      type: 'point',
      domain: horizons.map(formatDuration),
      label: 'time after the fill →',
      labelAnchor: 'right',
    },
    y: { grid: true, label: null, nice: true, ticks: 5, tickFormat: valueTicks },
    marks: [
      Plot.ruleY([0], { stroke: 'var(--odum-muted)' }),
      ...buckets.flatMap((bucket, index) => {
        const curve = shown.filter(point => point.bucket === bucket)
        return [
          Plot.areaY(curve, {
            x: 'horizon',
            y1: 'low',
            y2: 'high',
            fill: colourOfName(bucket, index),
            fillOpacity: buckets.length > CURVES_FEW ? 0.06 : 0.15,
          }),
          Plot.lineY(curve, {
            x: 'horizon',
            y: 'mean',
            stroke: colourOfName(bucket, index),
            strokeWidth: 1.6,
            strokeDasharray: dashOfName(bucket, index),
          }),
          Plot.dot(curve, { x: 'horizon', y: 'mean', r: 2.5, fill: colourOfName(bucket, index) }),
        ]
      }),
      Plot.tip(
        shown,
        Plot.pointer({
          x: 'horizon',
          y: 'mean',
          title: (d: MarkoutPoint) =>
            `${d.bucket}, ${d.horizon}\n${formatDecimal(d.mean, 4)} bps\n95 %: ${formatDecimal(d.low, 4)} to ${formatDecimal(d.high, 4)}\n${formatCount(d.fills)} fills`,
        }),
      ),
    ],
  })
  const ends = buckets.map(bucket => {
    const last = shown.findLast(point => point.bucket === bucket)
    return last === undefined ? bucket : `${bucket}: ${formatDecimal(last.mean, 3)} bps after ${last.horizon}`
  })
  const more = new Set(points.map(point => point.bucket)).size - buckets.length
  return figure(
    plot,
    {
      title: 'Markouts',
      unit: 'bps of the fill price, positive is good for us',
      summary: `${buckets.length > CURVES_FEW ? '' : `${ends.join('; ')}. `}Bands: 95 % of the mean, as if fills were independent.${more > 0 ? ` The ${buckets.length} with most fills of ${buckets.length + more}.` : ''}`,
      description: buckets.length > CURVES_FEW ? `${ends.join('; ')}.` : '',
    },
    curveLegend(buckets),
  )
}

function largestBuckets(points: readonly MarkoutPoint[]): string[] {
  const fills = new Map<string, number>()
  for (const { bucket, fills: count } of points)
    fills.set(bucket, Math.max(fills.get(bucket) ?? 0, Number(count)))
  const kept = [...fills].sort((a, b) => b[1] - a[1]).slice(0, CURVES_MAX)
  const names = new Set(kept.map(([bucket]) => bucket))
  return [...fills.keys()].filter(bucket => names.has(bucket))
}
