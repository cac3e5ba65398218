import { html } from './std.js'

export interface Stat {
  readonly label: string
  readonly value: string
  readonly unit?: string
  /** A second line: the definition, an interval, a bound. */
  readonly note?: string
  readonly tone?: 'gain' | 'loss'
}

/** Headline figures as a definition list laid out in a grid. */
export function statCards(stats: readonly Stat[]): HTMLElement {
  return html`<dl class="odum-stats">${stats.map(
    ({
      label,
      value,
      unit,
      note,
      tone,
    }) => html`<div class=${tone === undefined ? 'odum-stat' : `odum-stat odum-${tone}`}>
      <dt>${label}</dt>
      <dd>${value}${unit === undefined ? '' : ' '}${unit === undefined ? '' : html`<span class="odum-unit">${unit}</span>`}${note === undefined ? '' : html`<small>${note}</small>`}</dd>
    </div>`,
  )}</dl>`
}
