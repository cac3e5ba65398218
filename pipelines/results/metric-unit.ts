/** How a metric is shown. Told by its column's name: `…_ratio` percent, `…_bps` basis points, `…_ns` a duration;
 *  money is named in the header of the metric's file (`-- Money: net_pnl, turnover.`); else a plain number. */
export type MetricUnit = 'money' | 'percent' | 'bps' | 'duration' | 'number'

/** The columns a metric file's header names as money. */
export function moneyColumns(sqlText: string): ReadonlySet<string> {
  const names = /^-- Money: ([a-z0-9_, ]+)\.$/m.exec(sqlText)?.[1] ?? ''
  return new Set(names.split(',').map(name => name.trim()))
}

export function metricUnit(column: string, money: ReadonlySet<string>): MetricUnit {
  if (money.has(column)) return 'money'
  if (column.endsWith('_ratio')) return 'percent'
  if (column.endsWith('_bps')) return 'bps'
  if (column.endsWith('_ns')) return 'duration'
  return 'number'
}

/** `max_drawdown_ratio` → `Max drawdown`: the column as a heading, its unit suffix dropped. */
export function metricLabel(column: string): string {
  const words = column.replace(/_(ratio|bps|ns)$/, '').replaceAll('_', ' ')
  const text = words
    .replace(/\bpnl\b/g, 'PnL')
    .replace(/\bvwap\b/g, 'VWAP')
    .replace(/\bp(\d+)\b/g, 'P$1')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
