/** What a column counts in, told by its name, as everywhere in the project; '' where it is a name, a code or a number. */
export function columnUnit(name: string, type: string): string {
  if (type === 'VARCHAR' || type === 'BOOLEAN' || type.endsWith('[]')) return ''
  for (const [pattern, unit] of UNITS) if (pattern.test(name)) return unit
  return type === 'BIGINT' && name.endsWith('s') ? 'count' : ''
}

/** The first that fits counts. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_per_/, ''],
  [/_precision$/, 'digits'],
  [/^(canceled|denied|rejected|children|row_count|longest_(win|loss)_streak)$/, 'count'],
  [/^ts(_|$)|^(start|end)_ns$/, 'ns UTC'],
  [/^(event|init|start|end|bar)_(time|start)$/, 'UTC'],
  [/_ns$/, 'ns'],
  [/_ms$/, 'ms'],
  [/_bps$/, 'bps'],
  [/_ratio$|^(maker|taker)_fee$/, 'fraction'],
  [/_bytes$/, 'bytes'],
  [/_time$|^.*_cell_(start|end)$/, 'UTC'],
  [/_seq$|_index$|^(seq|sequence|order_id|cell_row|level_index)$/, 'ordinal'],
  [
    /(^|_)(pnl|balance|equity|drawdown|commissions?|funding|fees|cost|shortfall|notional|amount|turnover|exposure)$/,
    'money',
  ],
  [
    /^(starting|final|required|realized|unrealized|value|markout_money|size_bucket|average_(win|loss))$|expectancy$/,
    'money',
  ],
  [/^max_drawdown$|^(starting|final|realized|unrealized)_|^shortfall_cost$/, 'money'],
  [
    /price|(^|_)(mid|bid|ask|mark|last|vwap|twap|average|microprice|open|high|low|close)($|_\d*m?s$)|^(spread|trailing_offset)$/,
    'price',
  ],
  [/(^|_)(quantity|size|position|smallest|largest|volume)($|_)|queue_ahead$/, 'quantity'],
]
