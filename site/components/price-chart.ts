import { figure } from './figure.js'
import { formatCount, formatDecimal, formatInstant } from './format.js'
import type { FillMarker, MarkPoint } from './run-data.js'
import { html, Plot } from './std.js'
import { timeChart, valueTicks } from './time-axis.js'
import { selectable, type TimePlot, type TimeZoom, visible } from './time-zoom.js'

export interface PriceUnits {
  readonly currency: string
  readonly pricePrecision: number
  readonly sizePrecision: number
  /** What quantities count. */
  readonly base: string
}

/** Shape tells the side, filling the liquidity, colour the side once more: readable without colour. The tip of a
 *  triangle is at the fill's price, buys below it and sells above, so that both sides at one price are seen. */
const SIDES = [
  { side: 'BUY', colour: 'var(--odum-buy)', rotate: 0, below: 1 },
  { side: 'SELL', colour: 'var(--odum-sell)', rotate: 180, below: -1 },
] as const

/** Markers are drawn smaller beyond this many places: those of one order often share theirs. */
const MARKERS_CROWDED = 120
const PLACE_PX = 4

/** The mark price of one instrument with the fills on it. */
export function priceChart(
  marks: readonly MarkPoint[],
  fills: readonly FillMarker[],
  zoom: TimeZoom,
  width: number,
  units: PriceUnits,
): HTMLElement {
  const [start, end] = zoom.value
  const shown = fills.filter(fill => fill.ts_ms >= start && fill.ts_ms <= end)
  const places = new Set(
    shown.map(
      ({ ts_ms, price }) => `${Math.round(((ts_ms - start) / (end - start)) * (width / PLACE_PX))} ${price}`,
    ),
  )
  const radius = places.size > MARKERS_CROWDED ? 2.2 : 4
  const plot = Plot.plot({
    ...timeChart(width, 320, zoom.value),
    y: { grid: true, label: null, nice: true, tickFormat: valueTicks, ticks: 6 },
    marks: [
      Plot.lineY(visible(marks, zoom.value), {
        x: 'ts_ms',
        y: 'mark',
        stroke: 'var(--odum-muted)',
        strokeWidth: 1,
        clip: true,
      }),
      ...SIDES.flatMap(({ side, colour, rotate, below }) =>
        (['MAKER', 'TAKER'] as const).map(liquidity =>
          Plot.dot(
            shown.filter(fill => fill.side === side && fill.liquidity === liquidity),
            {
              x: 'ts_ms',
              y: 'price',
              symbol: 'triangle',
              rotate,
              r: radius,
              dy: below * (radius + 1.5),
              stroke: colour,
              strokeWidth: radius < 3 ? 1 : 1.4,
              fill: liquidity === 'TAKER' ? colour : 'var(--theme-background)',
            },
          ),
        ),
      ),
      Plot.tip(shown, Plot.pointer({ x: 'ts_ms', y: 'price', title: d => fillText(d, units) })),
    ],
  })
  selectable(plot as unknown as TimePlot, zoom)
  return figure(
    plot,
    { title: 'Price and fills', unit: units.currency, summary: fillsSummary(shown) },
    fillLegend(fills),
  )
}

function fillsSummary(shown: readonly FillMarker[]): string {
  const represented = shown.some(fill => fill.fills > 1)
  const buys = shown.filter(fill => fill.side === 'BUY').length
  if (shown.length === 0) return 'No fills here.'
  const sells = shown.length - buys
  const sides = `${formatCount(buys)} ${buys === 1 ? 'buy' : 'buys'}, ${formatCount(sells)} ${sells === 1 ? 'sell' : 'sells'}`
  return represented
    ? `${formatCount(shown.length)} markers: ${sides}. Each stands for the cheapest or dearest of several fills; zoom in to see every fill.`
    : `${formatCount(shown.length)} ${shown.length === 1 ? 'fill' : 'fills'}: ${sides}.`
}

function fillText(fill: FillMarker, units: PriceUnits): string {
  const more = fill.fills > 1 ? `\nof ${formatCount(fill.fills)} fills here` : ''
  return (
    `${formatInstant(BigInt(Math.round(fill.ts_ms * 1000)) * 1000n)}\n` +
    `${fill.side} ${formatDecimal(fill.quantity, units.sizePrecision)} ${units.base} ` +
    `@ ${formatDecimal(fill.price, units.pricePrecision)}\n${fill.liquidity.toLowerCase()}, fill ${formatCount(fill.fill_seq)}${more}`
  )
}

/** The kinds of fills that there are, in this window or another. */
function fillLegend(fills: readonly FillMarker[]): HTMLElement {
  const entry = (side: string, liquidity: string): HTMLElement =>
    html`<span class="odum-legend-entry"><svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
      <path d=${side === 'BUY' ? 'M0,-5L5,4L-5,4Z' : 'M0,5L5,-4L-5,-4Z'} class=${`odum-${side.toLowerCase()} odum-${liquidity}`}></path>
    </svg> ${side === 'BUY' ? 'Buy' : 'Sell'}, ${liquidity}</span>`
  const kinds = SIDES.flatMap(({ side }) =>
    (['TAKER', 'MAKER'] as const).map(liquidity => ({ side, liquidity })),
  )
  const found = kinds.filter(({ side, liquidity }) =>
    fills.some(fill => fill.side === side && fill.liquidity === liquidity),
  )
  return html`<div class="odum-legend">${found.map(({ side, liquidity }) => entry(side, liquidity.toLowerCase()))}</div>`
}
