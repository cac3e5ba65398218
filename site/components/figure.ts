import { html } from './std.js'

export interface FigureText {
  readonly title: string
  /** Unit of the vertical axis, e.g. `USDT`. */
  readonly unit?: string
  /** What the chart shows, in a sentence: stands below the title and is what a screen reader reads. */
  readonly summary: string
  /** What a screen reader reads besides: values that others see. */
  readonly description?: string
}

/** Wraps a chart with its title, unit and summary; the summary is also the chart's text alternative. */
export function figure(chart: Element, text: FigureText, legend?: Element): HTMLElement {
  chart.setAttribute('role', 'img')
  chart.setAttribute(
    'aria-label',
    [`${text.title}.`, text.summary, text.description].filter(Boolean).join(' '),
  )
  return html`<figure class="odum-figure">
    <figcaption>
      <span class="odum-figure-title">${text.title}${
        text.unit === undefined ? '' : html`<span class="odum-unit"> ${text.unit}</span>`
      }</span>
      <span class="odum-figure-summary">${text.summary}</span>
    </figcaption>
    ${legend ?? ''}
    ${chart}
  </figure>`
}
