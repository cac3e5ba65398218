import { html } from '../std.js'
import { SQL_EXAMPLES } from './sql-examples.js'

interface KeptQuery {
  readonly title: string
  readonly sql: string
}

const STORE = 'odum.queries'
const KEPT_MAX = 50

/** Queries to choose from: examples, and one's own, which this browser keeps. */
export function keptQueries(editor: { text(): string; open(text: string): void }): HTMLElement {
  const place = html`<div class="odum-actions"></div>`
  let kept = readKept()
  const keep = (queries: readonly KeptQuery[]): void => {
    kept = queries.slice(-KEPT_MAX)
    localStorage.setItem(STORE, JSON.stringify(kept))
    show()
  }
  const show = (chosen = ''): void => {
    const choices = [...SQL_EXAMPLES, ...kept]
    const select = html`<select aria-label="Saved queries">
      <optgroup label="Examples">${SQL_EXAMPLES.map(({ title }) => option(title, chosen))}</optgroup>
      ${kept.length === 0 ? '' : html`<optgroup label="Kept in this browser">${kept.map(({ title }) => option(title, chosen))}</optgroup>`}
    </select>` as HTMLSelectElement
    select.addEventListener('change', () => {
      const query = choices[select.selectedIndex]
      if (query !== undefined) editor.open(query.sql)
      if (query !== undefined) show(query.title)
    })
    const forget = html`<button type="button" onclick=${() => keep(kept.filter(({ title }) => title !== chosen))}>Forget it</button>`
    place.replaceChildren(
      html`<label>Query ${select}</label>`,
      html`<form class="odum-actions" onsubmit=${save}><label>Keep as <input name="title" required maxlength="80" size="18"></label><button>Keep</button></form>`,
      ...(kept.some(({ title }) => title === chosen) ? [forget] : []),
    )
  }
  const save = (event: Event): void => {
    event.preventDefault()
    const title = String(new FormData(event.target as HTMLFormElement).get('title')).trim()
    if (title === '' || SQL_EXAMPLES.some(example => example.title === title)) return
    keep([...kept.filter(query => query.title !== title), { title, sql: editor.text() }])
    show(title)
  }
  show()
  return place
}

function option(title: string, chosen: string): HTMLElement {
  return html`<option selected=${title === chosen}>${title}</option>`
}

/** What the browser keeps; nothing where it is not as we wrote it. */
function readKept(): readonly KeptQuery[] {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '[]') as KeptQuery[]
    return kept.filter(({ title, sql }) => typeof title === 'string' && typeof sql === 'string')
  } catch {
    return []
  }
}
