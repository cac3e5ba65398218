import { colourOf, dashOf } from './palette.js'
import { html } from './std.js'

/** Names of curves with their colours and dashes. */
export function curveLegend(names: readonly string[]): HTMLElement {
  return html`<div class="odum-legend">${names.map(
    (name, index) =>
      html`<span class="odum-legend-entry"><svg width="26" height="8" aria-hidden="true"><line x1="0" x2="26" y1="4" y2="4" stroke=${colourOf(index)} stroke-width="2" stroke-dasharray=${dashOf(index)}></line></svg> ${name}</span>`,
  )}</div>`
}
