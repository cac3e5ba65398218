import { factTable } from './fact-table.js'
import { formatCount, formatDecimal, formatMoney } from './format.js'
import { quantityUnit } from './quantity-unit.js'
import { runBars } from './run-bars.js'
import type { Row, RunPage } from './run-data.js'
import { html } from './std.js'

const number =
  (name: string, decimals: number) =>
  (row: Row): string =>
    formatDecimal(row[name] as string | number | null, decimals)

/** Where the router sent orders and why. */
export function routingSection({ analysis, run, instruments }: RunPage, width: number): HTMLElement {
  const { routing } = analysis
  if (routing.length === 0) {
    return html`<p class="odum-empty">No routing decisions: the configuration has no router, or it was asked nothing.</p>`
  }
  const currency = run.currency ?? ''
  const sizeDecimals = Math.max(...instruments.map(one => one.size_precision), 0)
  // A venue that was passed over has sent nothing.
  const sent =
    (name: string, decimals: number) =>
    (row: Row): string =>
      Number(row.chosen_quantity ?? 0) === 0 ? '–' : number(name, decimals)(row)
  const filled = routing.map(row => ({
    run_id: `${String(row.venue)}, ${String(row.side)}`,
    part: 'Filled',
    value: Number(row.filled_quantity ?? 0),
  }))
  const venues = new Set(filled.map(bar => bar.run_id))
  const bars = [...venues].map(run_id => ({
    run_id,
    part: 'Filled',
    value: filled.filter(bar => bar.run_id === run_id).reduce((sum, bar) => sum + bar.value, 0),
  }))
  const unit = [...new Set(instruments.map(quantityUnit))].join(', ')
  const table = factTable(
    'Decisions by venue, side and outcome: chosen, or why not',
    [
      { title: 'Venue', text: row => String(row.venue) },
      { title: 'Side', text: row => String(row.side) },
      { title: 'Outcome', text: row => String(row.outcome).toLowerCase().replaceAll('_', ' ') },
      { title: 'Decisions', text: row => formatCount(row.decisions as string), align: 'right' },
      { title: 'Sent', text: sent('chosen_quantity', sizeDecimals), align: 'right' },
      { title: 'Filled', text: number('filled_quantity', sizeDecimals), align: 'right' },
      { title: 'Average price', text: number('average_price', 2), align: 'right' },
      { title: 'Shown on average', text: number('mean_available_quantity', 3), align: 'right' },
      {
        title: `Commission, ${currency}`,
        text: row => formatMoney(row.commission as string | null, currency),
        align: 'right',
      },
      {
        title: `Saved, ${currency}`,
        text: row => formatMoney(row.saved_cost as string | null, currency),
        align: 'right',
      },
    ],
    routing,
  )
  return html`<div>${runBars(bars, { title: 'Filled at each venue', unit, parts: ['Filled'] }, width)}${table}
    <p class="odum-note-small">Saved is what whole orders were estimated to cost less than at the cheapest other venue that showed all of them.</p></div>`
}
