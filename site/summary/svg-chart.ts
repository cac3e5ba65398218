/** Charts as SVG text without a browser, for the summary that is mailed and for pictures. */

/** A point of a curve; a null value breaks the line. */
export interface Point {
  readonly x: number
  readonly y: number | null
  /** Bounds of a band around it. */
  readonly low?: number
  readonly high?: number
}

export interface Curve {
  readonly name: string
  readonly colour: string
  readonly points: readonly Point[]
  readonly fillToZero?: boolean
}

/** A bar from `from` to `to` on the horizontal axis of values, or upright where `x` bounds are given. */
export interface Bar {
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
  readonly colour: string
  readonly title: string
}

export interface ChartText {
  readonly title: string
  readonly unit: string
  readonly summary: string
}

export interface ChartShape {
  readonly text: ChartText
  readonly curves?: readonly Curve[]
  readonly bars?: readonly Bar[]
  /** Labels of the horizontal axis at their positions. */
  readonly xTicks: readonly (readonly [x: number, label: string])[]
  readonly yTicks?: readonly (readonly [y: number, label: string])[]
  readonly formatY: (value: number) => string
  readonly zeroLine?: boolean
  readonly height?: number
}

const WIDTH = 860
const LEFT_MIN = 60
/** What a letter of a label takes at most. */
const LETTER = 7.2
const RIGHT = 20
const TOP = 8
const BOTTOM = 26
const Y_TICKS = 5

/** One chart with axes, gridlines and a text alternative. */
export function svgChart(shape: ChartShape): string {
  const height = shape.height ?? 220
  const points = (shape.curves ?? []).flatMap(curve => curve.points)
  const bars = shape.bars ?? []
  const xs = [...points.map(point => point.x), ...bars.flatMap(bar => [bar.x0, bar.x1])]
  const ys = [
    ...points.flatMap(point => [point.y, point.low, point.high]).filter(value => typeof value === 'number'),
    ...bars.flatMap(bar => [bar.y0, bar.y1]),
    ...(shape.zeroLine === true ? [0] : []),
  ]
  const [x0, x1] = extent(xs)
  const [low, high] = extent(ys)
  const yTicks = shape.yTicks ?? valueTicks(low, high).map(value => [value, shape.formatY(value)] as const)
  const longest = Math.max(0, ...yTicks.map(([, text]) => text.length))
  const left = Math.max(LEFT_MIN, longest * LETTER + 16)
  const px = (x: number): string => (left + ((x - x0) / (x1 - x0)) * (WIDTH - left - RIGHT)).toFixed(1)
  const py = (y: number): string =>
    (TOP + (1 - (y - low) / (high - low)) * (height - TOP - BOTTOM)).toFixed(1)
  const label = `${shape.text.title}. ${shape.text.summary}`
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(label)}" viewBox="0 0 ${WIDTH} ${height}">
${yTicks.map(([y, text]) => `<path class="grid" d="M${left},${py(y)}H${WIDTH - RIGHT}"/><text x="${left - 8}" y="${py(y)}" dy="0.32em" text-anchor="end">${escaped(text)}</text>`).join('\n')}
${shape.xTicks.map(([x, text]) => `<text x="${px(x)}" y="${height - 8}" text-anchor="middle">${escaped(text)}</text>`).join('\n')}
${bars.length > 0 ? `<path class="zero" d="M${px(0)},${TOP}V${height - BOTTOM}"/>` : ''}
${shape.zeroLine === true ? `<path class="zero" d="M${left},${py(0)}H${WIDTH - RIGHT}"/>` : ''}
${bars.map(bar => barPath(bar, px, py)).join('\n')}
${(shape.curves ?? []).map(curve => curvePaths(curve, px, py)).join('\n')}
</svg>`
}

type Place = (value: number) => string

function barPath({ x0, x1, y0, y1, colour, title }: Bar, px: Place, py: Place): string {
  return `<path fill="${colour}" d="M${px(x0)},${py(y0)}H${px(x1)}V${py(y1)}H${px(x0)}Z"><title>${escaped(title)}</title></path>`
}

function curvePaths({ points, colour, fillToZero }: Curve, px: Place, py: Place): string {
  const known = points.filter((point): point is Point & { y: number } => point.y !== null)
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return ''
  const line = known.map(({ x, y }) => `${px(x)},${py(y)}`).join('L')
  const banded = known.filter(point => point.low !== undefined && point.high !== undefined)
  const edge = (key: 'low' | 'high') => banded.map(point => `${px(point.x)},${py(point[key] as number)}`)
  const band =
    banded.length === 0
      ? ''
      : `<path fill="${colour}" fill-opacity="0.15" d="M${edge('high').join('L')}L${edge('low').reverse().join('L')}Z"/>`
  const area = fillToZero
    ? `<path fill="${colour}" fill-opacity="0.2" d="M${px(first.x)},${py(0)}L${line}L${px(last.x)},${py(0)}Z"/>`
    : ''
  return `${band}${area}<path fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round" d="M${line}"/>`
}

/** The range of values, never empty. */
function extent(values: readonly number[]): [low: number, high: number] {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  if (low > high) return [0, 1]
  return low === high
    ? [low - Math.max(Math.abs(low) * 1e-6, 1e-9), high + Math.max(Math.abs(high) * 1e-6, 1e-9)]
    : [low, high]
}

/** About five round values inside a range. */
export function valueTicks(low: number, high: number): number[] {
  const rough = (high - low) / Y_TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10)
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return Array.from({ length: Math.max(count, 0) }, (_, index) => (first + index) * step)
}

/** Text inside markup. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
