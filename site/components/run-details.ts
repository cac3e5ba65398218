import { type FactColumn, factList, factTable } from './fact-table.js'
import { formatBytes, formatCount, formatDecimal, formatMoney, moneyDecimals, NOTHING } from './format.js'
import { formatMilliseconds } from './headline-stats.js'
import type { Row, RunPage } from './run-data.js'
import { html } from './std.js'

function text(row: Row, name: string): string {
  return String(row[name] ?? '–')
}

function columns(
  entries: readonly (readonly [title: string, name: string, format?: (row: Row) => string])[],
): FactColumn<Row>[] {
  return entries.map(([title, name, format]) =>
    format === undefined ? { title, text: row => text(row, name) } : { title, text: format, align: 'right' },
  )
}

const count = (name: string) => (row: Row) => formatCount(row[name] as string)
const money = (name: string, currency: string) => (row: Row) =>
  formatMoney(row[name] as string | number | null, currency)
const decimal = (name: string, decimals: number) => (row: Row) =>
  formatDecimal(row[name] as string | number | null, decimals)

/** What fills cost by instrument and liquidity. */
export function costTable({ run, costs }: RunPage): HTMLElement {
  const currency = run.currency ?? '–'
  return factTable(
    'Costs against the mid at each fill, positive is a cost',
    columns([
      ['Instrument', 'instrument_id'],
      ['Liquidity', 'liquidity'],
      ['Fills', 'fills', count('fills')],
      [`Notional, ${currency}`, 'notional', decimal('notional', moneyDecimals(currency) > 2 ? 4 : 0)],
      ['Slippage, bps', 'slippage_bps', decimal('slippage_bps', 4)],
      [`Slippage, ${currency}`, 'slippage_cost', money('slippage_cost', currency)],
      ['Quoted spread, bps', 'quoted_spread_bps', decimal('quoted_spread_bps', 4)],
      ['Commission, bps', 'commission_bps', decimal('commission_bps', 3)],
      [`Commission, ${currency}`, 'commission', money('commission', currency)],
    ]),
    costs,
  )
}

/** Final states of the orders. */
export function outcomeTable({ outcomes }: RunPage): HTMLElement {
  return factTable(
    'Orders by final state and reason',
    [
      { title: 'State', text: row => text(row, 'status') },
      { title: 'Reason', text: row => (row.reason === 'NONE' ? NOTHING : text(row, 'reason')) },
      { title: 'Orders', text: count('orders'), align: 'right' },
    ],
    outcomes,
  )
}

function marketData(mode: string | null): string | null {
  return mode === 'both' ? 'trades and book' : mode
}

/** What the run was made from and how it went. */
export function runFacts({ run }: RunPage): HTMLElement {
  return factList([
    ['Window', `${run.window_start ?? '–'} to ${run.window_end ?? '–'}`],
    ['Instruments', run.instrument_ids?.join(', ')],
    ['Strategy', run.strategy],
    ['Algorithm', run.algorithm === 'normal' ? null : run.algorithm],
    ['Orders filled by', marketData(run.snapshot_mode)],
    ['Seed', run.seed],
    ['Configuration hash', run.config_hash],
    ['Result hash', run.result_hash],
    ['Created', run.created_at],
    ['Odum', run.odum_version],
  ])
}

/** How long each stage took and what was read. */
export function timingFacts({ run }: RunPage): HTMLElement {
  return factList([
    ['Conversion', formatMilliseconds(run.convert_ms)],
    ['Replay', formatMilliseconds(run.replay_ms)],
    ['Writing', formatMilliseconds(run.write_ms)],
    ['Total', formatMilliseconds(run.total_ms)],
    [
      'Events',
      `${formatCount(run.events)} (${formatCount(run.trades)} trades, ${formatCount(run.book_events)} book)`,
    ],
    ['Events per second', formatCount(run.events_per_second)],
    ['Orders per second', formatCount(run.orders_per_second)],
    [
      'Reader',
      `${run.reader_kind ?? '–'}: ${formatCount(run.reader_requests)} requests, ${formatBytes(run.reader_bytes)}`,
    ],
  ])
}

/** The catalog cells the run read. */
export function lineageTable({ lineage }: RunPage): HTMLElement {
  if (lineage.length === 0) return html`<p class="odum-empty">This run kept no list of the cells it read.</p>`
  const root = commonFolder(lineage.map(row => text(row, 'path')))
  const sourceRoot = commonFolder(lineage.map(row => text(row, 'source_uri')))
  const table = factTable(
    `Cells below ${root}, made from objects below ${sourceRoot}`,
    [
      { title: 'Cell', text: row => text(row, 'path').slice(root.length) },
      { title: 'Rows', text: count('rows'), align: 'right' },
      { title: 'Source', text: row => text(row, 'source_uri').slice(sourceRoot.length) },
      { title: 'State of the source', text: row => text(row, 'source_identity') },
    ],
    lineage,
  )
  const rows = lineage.reduce((sum, row) => sum + Number(row.rows ?? 0), 0)
  return html`<details class="odum-tall"><summary>${formatCount(lineage.length)} catalog cells read, ${formatCount(rows)} rows</summary>${table}</details>`
}

/** The folder that all of several paths share, with its slash. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  let end = first.lastIndexOf('/') + 1
  while (end > 0 && !others.every(path => path.startsWith(first.slice(0, end))))
    end = first.lastIndexOf('/', end - 2) + 1
  return first.slice(0, end)
}

/** Balances per account and currency. */
export function balanceTable({ balances }: RunPage): HTMLElement {
  return factTable(
    'Balances',
    columns([
      ['Account', 'account'],
      ['Currency', 'currency'],
      ['Start', 'starting', row => formatMoney(row.starting as string, text(row, 'currency'))],
      ['End', 'final', row => formatMoney(row.final as string, text(row, 'currency'))],
    ]),
    balances,
  )
}

/** Warnings, or one line that there are none. */
export function warningList({ run }: RunPage): HTMLElement {
  if (run.warnings.length === 0) return html`<p class="odum-empty">No warnings.</p>`
  return html`<ul class="odum-warnings">${run.warnings.map(warning => html`<li>${warning}</li>`)}</ul>`
}

/** The configuration as resolved, secrets removed. */
export function configText({ config }: RunPage): HTMLElement {
  if (config === null) return html`<p class="odum-empty">This run kept no configuration.</p>`
  return html`<pre class="odum-config" tabindex="0">${JSON.stringify(config, null, 2)}</pre>`
}
