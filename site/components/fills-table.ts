import { formatCount, formatDecimal, formatInstant } from './format.js'
import { readParquet } from './read-parquet.js'
import type { FillRow, Instrument, TablePage } from './run-data.js'
import { html, Inputs } from './std.js'

/** Where the site keeps files that pages fetch by name, seen from a page below `/runs/`. */
const FILE_ROOT = '../_file/'

/** Fetches one page of fills. */
export async function loadFillPage(page: TablePage): Promise<FillRow[]> {
  const url = new URL(FILE_ROOT + page.file, document.baseURI)
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}; build the report again.`)
  return await readParquet<FillRow>(response.arrayBuffer())
}

/** All fills in pages: each file is loaded when its page is opened. Sorting is within the page. */
export function fillsTable(pages: readonly TablePage[], instruments: readonly Instrument[]): HTMLElement {
  const total = pages.reduce((sum, page) => sum + page.rows, 0)
  if (total === 0) return html`<p class="odum-empty">This run had no fills.</p>`
  const place = html`<div class="odum-page"></div>`
  const status = html`<output aria-live="polite"></output>`
  let current = 0
  const step = (text: string, name: string, target: () => number): HTMLButtonElement =>
    html`<button type="button" aria-label=${name} title=${name} onclick=${() => open(target())}>${text}</button>` as HTMLButtonElement
  const first = step('«', 'First page', () => 0)
  const previous = step('‹', 'Previous page', () => current - 1)
  const next = step('›', 'Next page', () => current + 1)
  const last = step('»', 'Last page', () => pages.length - 1)
  async function open(index: number): Promise<void> {
    const page = pages[Math.min(Math.max(index, 0), pages.length - 1)]
    if (page === undefined) return
    current = page.page - 1
    status.textContent = `Loading page ${formatCount(page.page)} …`
    try {
      const rows = await loadFillPage(page)
      place.replaceChildren(pageTable(rows, instruments))
      status.textContent = pageText(page, pages.length, total, rows)
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error)
    }
    for (const button of [first, previous]) button.disabled = current === 0
    for (const button of [next, last]) button.disabled = current === pages.length - 1
  }
  void open(0)
  const buttons = pages.length === 1 ? [] : [first, previous, next, last]
  return html`<div class="odum-fills"><div class="odum-pager">${buttons} ${status}</div>${place}</div>`
}

function pageText(page: TablePage, pages: number, total: number, rows: readonly FillRow[]): string {
  const from = rows[0]?.fill_seq ?? 0n
  const to = rows.at(-1)?.fill_seq ?? 0n
  const range = `Fills ${formatCount(from)}–${formatCount(to)} of ${formatCount(total)}`
  return pages === 1 ? range : `${range} (page ${formatCount(page.page)} of ${formatCount(pages)})`
}

function pageTable(rows: readonly FillRow[], instruments: readonly Instrument[]): HTMLElement {
  const byId = new Map(instruments.map(instrument => [instrument.instrument_id, instrument]))
  const precision =
    (key: 'price_precision' | 'size_precision' | 'currency_precision') =>
    (value: number | null, index: number) =>
      formatDecimal(value, byId.get(rows[index]?.instrument_id ?? '')?.[key] ?? 8)
  const price = precision('price_precision')
  const size = precision('size_precision')
  const money = precision('currency_precision')
  return Inputs.table<FillRow>(rows, {
    select: false,
    rows: 14,
    layout: 'auto',
    columns: [
      'fill_seq',
      'ts_init',
      ...(instruments.length > 1 ? ['instrument_id'] : []),
      'client_order_id',
      'side',
      'price',
      'quantity',
      'liquidity',
      'commission',
      'realized_pnl',
      'position_after',
      'best_bid',
      'best_ask',
      'evidence_kind',
      'evidence_id',
    ],
    header: {
      fill_seq: 'Fill',
      ts_init: 'Time (UTC)',
      instrument_id: 'Instrument',
      client_order_id: 'Order',
      side: 'Side',
      price: 'Price',
      quantity: 'Quantity',
      liquidity: 'Liquidity',
      commission: 'Commission',
      realized_pnl: 'Realized PnL, gross',
      position_after: 'Position after',
      best_bid: 'Best bid',
      best_ask: 'Best ask',
      evidence_kind: 'Evidence',
      evidence_id: 'Evidence id',
    },
    align: {
      fill_seq: 'right',
      price: 'right',
      quantity: 'right',
      commission: 'right',
      realized_pnl: 'right',
      position_after: 'right',
      best_bid: 'right',
      best_ask: 'right',
    },
    format: {
      fill_seq: (value: bigint) => formatCount(value),
      ts_init: (value: bigint) => formatInstant(value),
      price,
      quantity: size,
      commission: money,
      realized_pnl: money,
      position_after: size,
      best_bid: price,
      best_ask: price,
    },
  })
}
