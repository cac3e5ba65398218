import { factTable } from './fact-table.js'
import { formatCount, formatDecimal } from './format.js'
import type { Row, RunAnalysis } from './run-data.js'
import { html } from './std.js'

const number =
  (name: string, decimals: number) =>
  (row: Row): string =>
    formatDecimal(row[name] as string | number | null, decimals)

/** Where the router sent orders and why. */
export function routingSection({ routing }: RunAnalysis, currency: string): HTMLElement {
  if (routing.length === 0) {
    return html`<p class="odum-empty">No routing decisions: the configuration has no router, or it was asked nothing.</p>`
  }
  return factTable(
    'Routing decisions by venue, side and outcome',
    [
      { title: 'Venue', text: row => String(row.venue) },
      { title: 'Side', text: row => String(row.side) },
      { title: 'Outcome', text: row => String(row.outcome).toLowerCase().replaceAll('_', ' ') },
      { title: 'Decisions', text: row => formatCount(row.decisions as string), align: 'right' },
      { title: 'Sent', text: number('chosen_quantity', 4), align: 'right' },
      { title: 'Filled', text: number('filled_quantity', 4), align: 'right' },
      { title: 'Average price', text: number('average_price', 2), align: 'right' },
      { title: 'Shown on average', text: number('mean_available_quantity', 3), align: 'right' },
      { title: `Commission, ${currency}`, text: number('commission', 4), align: 'right' },
      { title: `Saved, ${currency}`, text: number('saved_cost', 2), align: 'right' },
    ],
    routing,
  )
}
