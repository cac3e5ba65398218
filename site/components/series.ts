import { colourOfName, dashOfName } from './palette.js'
import { html } from './std.js'

/** Names of curves with their colours and dashes. */
export function curveLegend(names: readonly string[]): HTMLElement {
  return html`<div class="odum-legend">${names.map(
    (name, index) =>
      html`<span class="odum-legend-entry"><svg width="26" height="8" aria-hidden="true"><line x1="0" x2="26" y1="4" y2="4" stroke=${colourOfName(name, index)} stroke-width="2" stroke-dasharray=${dashOfName(name, index)}></line></svg> ${name}</span>`,
  )}</div>`
}

/** Names of bars with their colours; `more` stands behind them. */
export function swatchLegend(names: readonly string[], more?: Element): HTMLElement {
  return html`<div class="odum-legend">${names.map(
    (name, index) =>
      html`<span class="odum-legend-entry"><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill=${colourOfName(name, index)}></rect></svg> ${name}</span>`,
  )}${more ?? ''}</div>`
}
