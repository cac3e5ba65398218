import { formatCount, formatDecimal } from './format.js'
import type { Instrument, TablePage } from './run-data.js'
import { html } from './std.js'
import { whenSeen } from './when-seen.js'

export interface PagedTable<Row> {
  /** What a row is, e.g. `Fills`. */
  readonly rowsName: string
  readonly pages: readonly TablePage[]
  /** Shown where there are no rows: why there are none. */
  readonly empty: string
  readonly load: (page: TablePage) => Promise<Row[]>
  readonly draw: (rows: readonly Row[]) => Element
}

/** A long table in pages: each file is loaded when its page is opened, the first when the table comes into sight.
 *  Sorting is within the page. */
export function pagedTable<Row>({ rowsName, pages, empty, load, draw }: PagedTable<Row>): HTMLElement {
  const total = pages.reduce((sum, page) => sum + page.rows, 0)
  if (total === 0) return html`<p class="odum-empty">${empty}</p>`
  const place = html`<div class="odum-page" tabindex="0" role="region" aria-label=${`${rowsName}, one page`}></div>`
  const status = html`<output aria-live="polite">${formatCount(total)} ${rowsName.toLowerCase()}</output>`
  let current = 0
  const step = (text: string, name: string, target: () => number): HTMLButtonElement =>
    html`<button type="button" aria-label=${name} title=${name} onclick=${() => void open(target())}>${text}</button>` as HTMLButtonElement
  const first = step('«', 'First page', () => 0)
  const previous = step('‹', 'Previous page', () => current - 1)
  const next = step('›', 'Next page', () => current + 1)
  const last = step('»', 'Last page', () => pages.length - 1)
  const number =
    html`<input type="number" min="1" max=${pages.length} value="1" aria-label="Page" onchange=${() => void open(Number(number.value) - 1)}>` as HTMLInputElement
  async function open(index: number): Promise<void> {
    current = Math.min(Math.max(Math.trunc(index) || 0, 0), pages.length - 1)
    const asked = current
    const page = pages[asked] as TablePage
    status.textContent = `Loading page ${formatCount(page.page)} …`
    try {
      const rows = await load(page)
      // A reader who pressed twice sees the page asked for last.
      if (asked !== current) return
      place.replaceChildren(draw(rows))
      status.textContent = rangeText(pages, asked, total, rowsName)
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error)
    }
    number.value = String(page.page)
    for (const button of [first, previous]) button.disabled = current === 0
    for (const button of [next, last]) button.disabled = current === pages.length - 1
  }
  const buttons = pages.length === 1 ? [] : [first, previous, number, next, last]
  const root = html`<div class=${`odum-paged odum-${rowsName.toLowerCase()}`}><div class="odum-pager">${buttons} ${status}</div>${place}</div>`
  whenSeen(root, () => void open(0))
  return root
}

function rangeText(pages: readonly TablePage[], index: number, total: number, rowsName: string): string {
  const before = pages.slice(0, index).reduce((sum, page) => sum + page.rows, 0)
  const rows = pages[index]?.rows ?? 0
  const range = `${rowsName} ${formatCount(before + 1)}–${formatCount(before + rows)} of ${formatCount(total)}`
  return pages.length === 1
    ? range
    : `${range} (page ${formatCount(index + 1)} of ${formatCount(pages.length)})`
}

/** Formats a decimal with the precision of the row's instrument. */
export function precisionOf<Row extends { readonly instrument_id: string }>(
  rows: readonly Row[],
  instruments: readonly Instrument[],
) {
  const byId = new Map(instruments.map(instrument => [instrument.instrument_id, instrument]))
  return (key: 'price_precision' | 'size_precision' | 'currency_precision') =>
    (value: number | null, index: number): string =>
      formatDecimal(value, byId.get(rows[index]?.instrument_id ?? '')?.[key] ?? 8)
}
