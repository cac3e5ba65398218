import { html } from './std.js'

/** Okabe and Ito's colours, told apart in every common colour blindness; lines also differ in dashes. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999999', '#b59b00']
const DASHES = ['none', '7 3', '2 3', '9 3 2 3']

/** The colour of the curve of this index. */
export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] as string
}

/** The dashes of the curve of this index. */
export function dashOf(index: number): string {
  return DASHES[Math.floor(index / COLOURS.length + index) % DASHES.length] as string
}

/** Names of curves with their colours and dashes. */
export function curveLegend(names: readonly string[]): HTMLElement {
  return html`<div class="odum-legend">${names.map(
    (name, index) =>
      html`<span class="odum-legend-entry"><svg width="26" height="8" aria-hidden="true"><line x1="0" x2="26" y1="4" y2="4" stroke=${colourOf(index)} stroke-width="2" stroke-dasharray=${dashOf(index)}></line></svg> ${name}</span>`,
  )}</div>`
}
