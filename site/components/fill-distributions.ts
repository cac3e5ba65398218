import { factTable } from './fact-table.js'
import { formatCount, formatDecimal, formatDuration, formatMoney } from './format.js'
import type { Row, RunPage } from './run-data.js'
import { html } from './std.js'
import { valueTicks } from './time-axis.js'

const number =
  (name: string, decimals: number) =>
  (row: Row): string =>
    formatDecimal(row[name] as string | number | null, decimals)
const count = (row: Row): string => formatCount(row.fills as string)
const duration =
  (name: string) =>
  (row: Row): string =>
    formatDuration(row[name] as string | number | null)

/** How large fills were, which level of the book they took, and how long resting orders waited. */
export function fillDistributions({ analysis, run, instruments }: RunPage): HTMLElement {
  const { sizes, levels, queues } = analysis
  const instrument =
    instruments.length > 1 ? [{ title: 'Instrument', text: (row: Row) => String(row.instrument_id) }] : []
  const sizeDecimals = Math.max(...instruments.map(one => one.size_precision), 0)
  const waits =
    queues.length === 0
      ? html`<p class="odum-empty">Queue times: none, no fill was a maker's.</p>`
      : factTable(
          'Queue times of maker fills',
          [
            ...instrument,
            { title: 'Side', text: row => String(row.side) },
            { title: 'Fills', text: count, align: 'right' },
            { title: 'Median', text: duration('median_resting_ns'), align: 'right' },
            { title: 'Mean', text: duration('mean_resting_ns'), align: 'right' },
            { title: '95th percentile', text: duration('p95_resting_ns'), align: 'right' },
            { title: 'Longest', text: duration('max_resting_ns'), align: 'right' },
            { title: 'Mean quantity ahead', text: number('mean_queue_ahead', sizeDecimals), align: 'right' },
          ],
          queues,
        )
  return html`<div class="odum-columns">
    ${factTable(
      `Fills by notional, ${run.currency ?? ''}`,
      [
        ...instrument,
        { title: 'From', text: row => valueTicks(Number(row.size_bucket)), align: 'right' },
        { title: 'Liquidity', text: row => String(row.liquidity).toLowerCase() },
        { title: 'Fills', text: count, align: 'right' },
        { title: 'Quantity', text: number('quantity', sizeDecimals), align: 'right' },
        {
          title: 'Notional',
          text: row => formatMoney(row.notional as string | number | null, run.currency ?? ''),
          align: 'right',
        },
      ],
      sizes,
    )}
    ${factTable(
      'Fills by evidence and book level',
      [
        ...instrument,
        { title: 'Evidence', text: row => String(row.evidence_kind).toLowerCase().replaceAll('_', ' ') },
        {
          title: 'Level',
          text: row => (row.level_index === null ? '–' : formatCount(Number(row.level_index) + 1)),
          align: 'right',
        },
        { title: 'Fills', text: count, align: 'right' },
        { title: 'Quantity', text: number('quantity', sizeDecimals), align: 'right' },
        { title: 'Shown', text: number('evidence_quantity', sizeDecimals), align: 'right' },
      ],
      levels,
    )}
    ${waits}
  </div>`
}
