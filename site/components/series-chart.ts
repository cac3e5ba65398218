import { figure } from './figure.js'
import { formatInstant } from './format.js'
import { colourOfName, dashOfName } from './palette.js'
import { curveLegend } from './series.js'
import { Plot } from './std.js'
import { valueTicks } from './time-axis.js'

/** One point of a line; low and high bound a band about it. */
export interface SeriesPoint {
  readonly series: string
  /** In the unit of `xLabel`; ms since the epoch where `x` is `utc`. */
  readonly x: number
  readonly y: number | null
  readonly low?: number | null
  readonly high?: number | null
}

export interface SeriesText {
  readonly title: string
  readonly unit: string
  readonly x: 'utc' | 'linear' | 'log'
  readonly xLabel: string
  /** What a reader should know of the lines; their last values follow. */
  readonly note?: string
  /** Whether the axis starts at zero, or spans it: where the distance from nothing is what matters. */
  readonly fromZero?: boolean
  /** `step-after` where a value holds until the next. */
  readonly curve?: 'linear' | 'step-after'
}

/** As many lines as can be told apart; the rest is left out, and said to be. */
const SERIES_MAX = 8
/** Up to as many lines have their values said below the title. */
const SUMMARY_SERIES_MAX = 3

/** Lines of several series with their bands, and a legend where there is more than one. */
export function seriesChart(points: readonly SeriesPoint[], text: SeriesText, width: number): HTMLElement {
  const all = [...new Set(points.map(point => point.series))]
  const names = all.slice(0, SERIES_MAX)
  const shown = points.filter(point => names.includes(point.series) && point.y !== null)
  const color = { domain: names, range: names.map(colourOfName) }
  const place = (point: SeriesPoint): number | Date => placeOf(point.x, text.x)
  const banded = shown.filter(point => typeof point.low === 'number' && typeof point.high === 'number')
  const plot = Plot.plot({
    width,
    height: 260,
    marginLeft: width < 480 ? 60 : 76,
    marginRight: 24,
    marginTop: 12,
    marginBottom: 36,
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
    x: {
      type: text.x === 'utc' ? 'utc' : 'linear',
      label: text.xLabel,
      labelArrow: 'none',
      labelAnchor: 'center',
      ticks: text.x === 'log' ? [...new Set(shown.map(place))] : Math.max(3, Math.floor(width / 130)),
      tickFormat: text.x === 'utc' ? timeTicks(shown) : text.x === 'log' ? powerTicks : valueTicks,
    },
    y: { label: null, grid: true, nice: true, ticks: 5, tickFormat: valueTicks },
    color,
    marks: [
      Plot.ruleY(text.fromZero === true || spansZero(shown) ? [0] : [], { stroke: 'var(--odum-muted)' }),
      Plot.areaY(banded, { x: place, y1: 'low', y2: 'high', fill: 'series', fillOpacity: 0.16 }),
      ...names.map((name, index) =>
        Plot.lineY(
          shown.filter(point => point.series === name),
          {
            x: place,
            y: 'y',
            stroke: 'series',
            strokeDasharray: dashOfName(name, index),
            strokeWidth: 1.6,
            curve: text.curve ?? 'linear',
          },
        ),
      ),
      ...(text.x === 'log' ? [Plot.dot(shown, { x: place, y: 'y', fill: 'series', r: 3 })] : []),
      Plot.tip(shown, Plot.pointer({ x: place, y: 'y', title: point => pointText(point, text) })),
    ],
  })
  const hidden = all.length > names.length ? `${all.length - names.length} more are left out.` : ''
  const values = lastValues(shown, names)
  // Many values are told to those who cannot see the lines; for others they are in the way.
  const summary = [text.note, names.length <= SUMMARY_SERIES_MAX ? values : '', hidden]
  const legend = names.length > 1 ? curveLegend(names) : undefined
  return figure(
    plot,
    {
      title: text.title,
      unit: text.unit,
      summary: summary.filter(Boolean).join(' '),
      description: names.length <= SUMMARY_SERIES_MAX ? '' : values,
    },
    legend,
  )
}

/** Logarithms are taken here: an axis of Plot's own leaves out ticks that are no powers. */
function placeOf(x: number, kind: SeriesText['x']): number | Date {
  return kind === 'utc' ? new Date(x) : kind === 'log' ? Math.log10(x) : x
}

function powerTicks(exponent: number): string {
  return valueTicks(Number((10 ** exponent).toPrecision(6)))
}

/** UTC hours and minutes, with seconds where the points span minutes alone. */
function timeTicks(points: readonly SeriesPoint[]): (date: Date) => string {
  const places = points.map(point => point.x)
  const spanMs =
    places.reduce((a, b) => Math.max(a, b), 0) - places.reduce((a, b) => Math.min(a, b), Infinity)
  return date => date.toISOString().slice(11, spanMs < 600_000 ? 19 : 16)
}

/** Whether values lie on both sides of zero: a rule there would otherwise stretch the axis and flatten the lines. */
function spansZero(points: readonly SeriesPoint[]): boolean {
  const isLow = points.some(point => (point.low ?? point.y ?? 1) <= 0)
  return isLow && points.some(point => (point.high ?? point.y ?? -1) >= 0)
}

function pointText(point: SeriesPoint, { x, xLabel, unit }: SeriesText): string {
  const at =
    x === 'utc' ? formatInstant(BigInt(Math.round(point.x)) * 1_000_000n) : `${rounded(point.x)} (${xLabel})`
  const band =
    typeof point.low === 'number' && typeof point.high === 'number'
      ? `\n${rounded(point.low)} to ${rounded(point.high)}`
      : ''
  return `${point.series}\n${at}\n${rounded(point.y ?? 0)} ${unit}${band}`
}

function lastValues(points: readonly SeriesPoint[], names: readonly string[]): string {
  const texts = names.flatMap(name => {
    const own = points.filter(point => point.series === name)
    const last = own.at(-1)
    if (last === undefined || last.y === null) return []
    const values = own.map(point => point.y ?? 0)
    const low = values.reduce((a, b) => Math.min(a, b))
    const high = values.reduce((a, b) => Math.max(a, b))
    return [`${name}: ${rounded(low)} to ${rounded(high)}, last ${rounded(last.y)}`]
  })
  return texts.length === 0 ? 'No values.' : `${texts.join('; ')}.`
}

/** Four significant digits. */
function rounded(value: number): string {
  return valueTicks(Number(value.toPrecision(4)))
}
