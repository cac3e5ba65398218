import { html, Inputs } from './std.js'

/** A labelled list to choose one of some names from, the first at the start; says so where there are none. Names are
 *  taken once each, in the order they come in; `text` writes them for readers. */
export function chooser(
  label: string,
  names: Iterable<string>,
  text: (name: string) => string = name => name,
): HTMLElement & { value: string } {
  const distinct = [...new Set(names)]
  if (distinct.length > 0) return Inputs.select(distinct, { label, format: text, width: 'min(100%, 30rem)' })
  return Object.assign(html`<p class="odum-empty">${label}: none.</p>`, { value: '' })
}
