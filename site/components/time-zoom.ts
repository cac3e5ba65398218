import { formatDuration, formatInstant } from './format.js'
import { html } from './std.js'

/** A window of time, UTC milliseconds. */
export type TimeSpan = readonly [startMs: number, endMs: number]

/** The element that all charts of a page take their window from; fires `input` when it changes. */
export interface TimeZoom extends HTMLElement {
  value: TimeSpan
  /** Shows a window; clamped to the whole, at least a millisecond long. */
  show(span: TimeSpan): void
}

/** Buttons to zoom and move through `whole`; dragging across a chart (see `selectable`) does the same. */
export function timeZoom(whole: TimeSpan): TimeZoom {
  const label = html`<output class="odum-zoom-span"></output>`
  const button = (text: string, name: string, act: () => void): HTMLElement =>
    html`<button type="button" aria-label=${name} title=${name} onclick=${act}>${text}</button>`
  const root = html`<div class="odum-zoom" role="group" aria-label="Time window of the charts">
    ${button('+', 'Zoom in', () => scale(0.5))}
    ${button('−', 'Zoom out', () => scale(2))}
    ${button('‹', 'Earlier', () => move(-0.5))}
    ${button('›', 'Later', () => move(0.5))}
    ${button('All', 'Show the whole run', () => zoom.show(whole))}
    ${label}
  </div>`
  const zoom = Object.assign(root, {
    value: whole,
    show(span: TimeSpan): void {
      const length = Math.min(Math.max(span[1] - span[0], 1), whole[1] - whole[0])
      const start = Math.min(Math.max(span[0], whole[0]), whole[1] - length)
      zoom.value = [start, start + length]
      describe()
      root.dispatchEvent(new Event('input', { bubbles: true }))
    },
  }) as TimeZoom
  function scale(factor: number): void {
    const [start, end] = zoom.value
    const [middle, half] = [(start + end) / 2, ((end - start) * factor) / 2]
    zoom.show([middle - half, middle + half])
  }
  function move(share: number): void {
    const [start, end] = zoom.value
    const step = (end - start) * share
    zoom.show([start + step, end + step])
  }
  function describe(): void {
    const [start, end] = zoom.value.map(ms => BigInt(Math.round(ms * 1000)) * 1000n) as [bigint, bigint]
    label.textContent = `${formatInstant(start)} – ${formatInstant(end)} UTC (${formatDuration(end - start)})`
  }
  describe()
  return zoom
}

/** A plot that can turn a horizontal position into time. */
export interface TimePlot extends Element {
  scale(name: 'x'): { invert?: (position: number) => unknown; range?: readonly number[] } | undefined
}

const DRAG_PX_MIN = 6

/** Lets a window be chosen by dragging across the plot. Vertical panning on touch screens is left alone. */
export function selectable(plot: TimePlot, zoom: TimeZoom): void {
  const svg =
    plot.tagName === 'svg' ? (plot as unknown as SVGSVGElement) : plot.querySelector('svg:last-of-type')
  const scale = plot.scale('x')
  if (!(svg instanceof SVGSVGElement) || scale?.invert === undefined) return
  const invert = scale.invert
  const at = (event: PointerEvent): number => {
    const box = svg.getBoundingClientRect()
    return ((event.clientX - box.left) * svg.viewBox.baseVal.width) / box.width
  }
  const band = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  band.setAttribute('class', 'odum-zoom-band')
  band.setAttribute('height', String(svg.viewBox.baseVal.height))
  let from: number | undefined
  svg.style.touchAction = 'pan-y'
  // Captured, because the tips of Plot keep a press to themselves.
  svg.addEventListener(
    'pointerdown',
    event => {
      if (event.button === 0) from = at(event)
    },
    { capture: true },
  )
  svg.addEventListener('pointermove', event => {
    if (from === undefined) return
    const [low, high] = [Math.min(from, at(event)), Math.max(from, at(event))]
    band.setAttribute('x', String(low))
    band.setAttribute('width', String(high - low))
    if (!band.isConnected && high - low >= DRAG_PX_MIN) svg.append(band)
  })
  const finish = (event: PointerEvent): void => {
    if (from === undefined) return
    const [low, high] = [Math.min(from, at(event)), Math.max(from, at(event))]
    from = undefined
    band.remove()
    if (high - low >= DRAG_PX_MIN) zoom.show([Number(invert(low)), Number(invert(high))])
  }
  svg.addEventListener('pointerup', finish)
  svg.addEventListener('pointerleave', finish)
}

/** The points inside a window, with the nearest one on either side so that lines reach the edges.
 *  `points` ascend by ts_ms. */
export function visible<Point extends { readonly ts_ms: number }>(
  points: readonly Point[],
  span: TimeSpan,
): Point[] {
  const first = points.findIndex(point => point.ts_ms >= span[0])
  if (first === -1) return points.slice(-1)
  const after = points.findIndex(point => point.ts_ms > span[1])
  return points.slice(Math.max(first - 1, 0), after === -1 ? points.length : after + 1)
}
