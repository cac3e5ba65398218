import { loadFillPage } from './fills-table.js'
import { positionChart } from './position-chart.js'
import { type PriceUnits, priceChart } from './price-chart.js'
import { quantityUnit } from './quantity-unit.js'
import type {
  EquityPoint,
  FillMarker,
  FillRow,
  Instrument,
  MarkPoint,
  RunPage,
  RunSummary,
} from './run-data.js'
import { html } from './std.js'
import type { TimeSpan, TimeZoom } from './time-zoom.js'

/** Most files of single fills that zooming loads at once. */
const ZOOM_PAGES_MAX = 3

/** The time all charts of a run span: its window, or its equity where the window is unknown. */
export function wholeSpan(run: RunSummary, equity: readonly EquityPoint[]): TimeSpan {
  const start = run.start_ns === null ? (equity[0]?.ts_ms ?? 0) : Number(BigInt(run.start_ns) / 1000n) / 1000
  const end = run.end_ns === null ? (equity.at(-1)?.ts_ms ?? 1) : Number(BigInt(run.end_ns) / 1000n) / 1000
  return [start, Math.max(end, start + 1)]
}

/** Price with fills, and position, for each instrument of a run. Where markers stand for several fills and the
 *  window is narrow enough, the single fills are fetched and drawn instead. */
export function instrumentCharts(
  page: RunPage,
  marks: readonly MarkPoint[],
  fills: readonly FillMarker[],
  zoom: TimeZoom,
  width: number,
): HTMLElement {
  const single = singleFills(page, fills, zoom.value)
  return html`<div>${page.instruments.map(instrument => {
    const id = instrument.instrument_id
    const ofInstrument = marks.filter(mark => mark.instrument_id === id)
    const units = priceUnits(instrument)
    const place = html`<div></div>`
    const draw = (points: readonly MarkPoint[], markers: readonly FillMarker[]): void =>
      place.replaceChildren(
        priceChart(
          points,
          markers.filter(fill => fill.instrument_id === id),
          zoom,
          width,
          units,
        ),
        positionChart(points, zoom, width, units.base, units.sizePrecision),
      )
    draw(ofInstrument, fills)
    void single.then(rows => {
      if (rows === undefined) return
      const own = rows.filter(row => row.instrument_id === id)
      draw(finerMarks(ofInstrument, own), markersOf(own, zoom.value))
    })
    return html`<section aria-label=${id}>${page.instruments.length > 1 ? html`<h3>${id}</h3>` : ''}${place}</section>`
  })}</div>`
}

/** The single fills of a window, if its markers are thinned and few enough files hold them. */
async function singleFills(
  { run, fillPages: pages }: RunPage,
  markers: readonly FillMarker[],
  [startMs, endMs]: TimeSpan,
): Promise<readonly FillRow[] | undefined> {
  if (!markers.some(marker => marker.fills > 1)) return undefined
  const [startNs, endNs] = [startMs, endMs].map(ms => BigInt(Math.round(ms * 1000)) * 1000n) as [
    bigint,
    bigint,
  ]
  const needed = pages.filter(page => BigInt(page.last_ns) >= startNs && BigInt(page.first_ns) <= endNs)
  if (needed.length > ZOOM_PAGES_MAX) return undefined
  const rows = (await Promise.all(needed.map(page => loadFillPage(run.run_id, page)))).flat()
  return rows.filter(row => row.ts_init >= startNs && row.ts_init <= endNs)
}

/** More marks than this neither draw quickly nor tell more. */
const MARKERS_MAX = 2000
/** Steps of the window of which a side's cheapest and dearest fill are marked where there are more. */
const MARKER_STEPS = 200

/** A marker for each fill, or for the cheapest and the dearest of each side and step of the window. */
function markersOf(rows: readonly FillRow[], [startMs, endMs]: TimeSpan): FillMarker[] {
  const markers = rows.map(markerOf)
  if (markers.length <= MARKERS_MAX) return markers
  const stepMs = (endMs - startMs) / MARKER_STEPS
  const steps = Map.groupBy(
    markers,
    ({ ts_ms, side, liquidity }) => `${Math.floor((ts_ms - startMs) / stepMs)} ${side} ${liquidity}`,
  )
  return [...steps.values()].flatMap(ofStep => {
    const cheapest = ofStep.reduce((low, fill) => (fill.price < low.price ? fill : low))
    const dearest = ofStep.reduce((high, fill) => (fill.price > high.price ? fill : high))
    const kept = cheapest === dearest ? [cheapest] : [cheapest, dearest]
    return kept.map(fill => ({ ...fill, fills: ofStep.length }))
  })
}

/** Points of a line that quickly draws. */
const FINER_MAX = 5000

/** The marks with the mids and positions that fills tell of, evenly many of them, ascending: within a narrow window
 *  thinned marks would draw a line that no price followed. */
function finerMarks(marks: readonly MarkPoint[], rows: readonly FillRow[]): MarkPoint[] {
  const step = Math.ceil(rows.length / FINER_MAX)
  const taken = rows.filter((_, index) => index % step === 0)
  const told = taken.flatMap(({ ts_init, instrument_id, best_bid, best_ask, position_after }) =>
    best_bid === null || best_ask === null
      ? []
      : [
          {
            ts_ms: Number(ts_init / 1000n) / 1000,
            instrument_id,
            mark: (best_bid + best_ask) / 2,
            position: position_after,
          },
        ],
  )
  return [...marks, ...told].sort((a, b) => a.ts_ms - b.ts_ms)
}

function markerOf(row: FillRow): FillMarker {
  return {
    fill_seq: Number(row.fill_seq),
    ts_ms: Number(row.ts_init / 1000n) / 1000,
    instrument_id: row.instrument_id,
    side: row.side,
    liquidity: row.liquidity,
    price: row.price,
    quantity: row.quantity,
    fills: 1,
  }
}

function priceUnits(instrument: Instrument): PriceUnits {
  return {
    currency: instrument.quote_currency,
    base: quantityUnit(instrument),
    pricePrecision: instrument.price_precision,
    sizePrecision: instrument.size_precision,
  }
}
