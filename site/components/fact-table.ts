import { NOTHING } from './format.js'
import { html } from './std.js'

export interface FactColumn<Row> {
  readonly title: string
  readonly text: (row: Row) => string
  readonly align?: 'right'
}

/** A short table of finished text. Wide ones scroll inside their own box. Where `groupOf` names groups, a row with the
 *  name stands before the first of each: rows of a group follow each other. */
export function factTable<Row>(
  caption: string,
  columns: readonly FactColumn<Row>[],
  rows: readonly Row[],
  groupOf?: (row: Row) => string,
): HTMLElement {
  if (rows.length === 0) return html`<p class="odum-empty">${caption}: none.</p>`
  const side = (column: FactColumn<Row>): string => (column.align === 'right' ? 'odum-number' : '')
  return html`<div class="odum-scroll" tabindex="0" role="region" aria-label=${caption}><table class="odum-table">
    <caption><span>${caption}</span></caption>
    <thead><tr>${columns.map(column => html`<th scope="col" class=${side(column)}>${breakable(column.title)}</th>`)}</tr></thead>
    <tbody>${rows.flatMap((row, index) => {
      const group = groupOf?.(row)
      const before = rows[index - 1]
      const line = html`<tr>${columns.map(column => html`<td class=${side(column)}>${column.text(row)}</td>`)}</tr>`
      if (group === undefined || (before !== undefined && groupOf?.(before) === group)) return [line]
      return [
        html`<tr class="odum-group"><th scope="rowgroup" colspan=${columns.length}>${group}</th></tr>`,
        line,
      ]
    })}</tbody>
  </table></div>`
}

/** Names and values below each other. */
export function factList(
  facts: readonly (readonly [name: string, value: string | null | undefined])[],
): HTMLElement {
  return html`<dl class="odum-facts">${facts.map(
    ([name, value]) =>
      html`<div><dt>${name}</dt><dd>${value === null || value === undefined || value === '' ? NOTHING : value}</dd></div>`,
  )}</dl>`
}

/** Lets a heading such as a run id break after its underscores. */
function breakable(title: string): readonly (string | HTMLElement)[] {
  return title.split(/(?<=_)/).flatMap((part, index) => (index === 0 ? [part] : [html`<wbr>`, part]))
}
