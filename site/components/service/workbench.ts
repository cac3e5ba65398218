import { html } from '../std.js'
import { errorNote } from './service-page.js'
import { TextPanel } from './text-panel.js'
import type { TextEntry, TextStore } from './text-store.js'

/** A list of texts beside the one that is open. The address's fragment names it, so that it can be linked to. */
export async function workbench(store: TextStore, first: string): Promise<HTMLElement> {
  const list = html`<nav class="odum-texts" aria-label=${`Every ${store.noun}`}></nav>`
  const place = html`<div class="odum-text"></div>`
  const panels = new Map<string, TextPanel>()
  let entries = await store.list()

  const showList = (open: string): void => list.replaceChildren(...groups(entries, open, panels))
  const open = async (name: string): Promise<void> => {
    showList(name)
    try {
      const panel = panels.get(name) ?? (await TextPanel.open(store, name, { onSaved, onEdited }))
      panels.set(name, panel)
      if (named() === name || named() === undefined) place.replaceChildren(panel.element)
    } catch (error) {
      place.replaceChildren(errorNote(error))
    }
  }
  const named = (): string | undefined => {
    const name = decodeURIComponent(location.hash.slice(1))
    return entries.some(entry => entry.name === name) ? name : undefined
  }
  const current = (): string =>
    named() ?? (entries.some(entry => entry.name === first) ? first : (entries[0]?.name ?? first))
  const onEdited = (): void => showList(current())
  const onSaved = async (name: string): Promise<void> => {
    entries = await store.list()
    if (named() === name) showList(name)
    else location.hash = encodeURIComponent(name)
  }

  addEventListener('hashchange', () => void open(current()))
  addEventListener('beforeunload', event => {
    if ([...panels.values()].some(panel => panel.isEdited)) event.preventDefault()
  })
  await open(current())
  return html`<div class="odum-workbench">${list}${place}</div>`
}

function groups(
  entries: readonly TextEntry[],
  open: string,
  panels: ReadonlyMap<string, TextPanel>,
): HTMLElement[] {
  return [...new Set(entries.map(entry => entry.group))].map(
    group =>
      html`<section><h3>${group}</h3><ul>${entries
        .filter(entry => entry.group === group)
        .map(
          ({ name }) => html`<li><a href=${`#${encodeURIComponent(name)}`}
          aria-current=${name === open ? 'true' : 'false'}>${name}${
            panels.get(name)?.isEdited === true ? html`<span title="changed, not saved"> ●</span>` : ''
          }</a></li>`,
        )}</ul></section>`,
  )
}
