import { factTable } from './fact-table.js'
import { formatFigure } from './format.js'
import type { MetricColumn, Metrics } from './run-data.js'
import { html } from './std.js'

/** The name of the group that a relation's metrics form: `order_metrics` → `Order`. */
export function groupName(relation: string): string {
  const words = relation.replace(/_metrics$/, '').replaceAll('_', ' ')
  return words === 'pnl' ? 'PnL' : `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Every metric, in a table for each relation that defines some; tables lie side by side where there is room. */
export function metricGroups(
  columns: readonly MetricColumn[],
  metrics: Metrics,
  currency: string,
): HTMLElement {
  const groups = Map.groupBy(columns, column => column.relation)
  return html`<div class="odum-metrics">${[...groups].map(([relation, ofRelation]) =>
    factTable(
      `${groupName(relation)} (${relation})`,
      [
        { title: 'Metric', text: column => column.label },
        {
          title: 'Value',
          text: column => formatFigure(metrics[column.name] ?? null, column.unit, currency),
          align: 'right',
        },
        { title: 'Column in SQL', text: column => column.name },
      ],
      ofRelation,
    ),
  )}</div>`
}
