import { type FactColumn, factList, factTable } from './fact-table.js'
import { formatBytes, formatCount, formatDecimal, formatFigure, formatInstant } from './format.js'
import { formatMilliseconds } from './headline-stats.js'
import type { MetricColumn, Metrics, Row, RunPage } from './run-data.js'
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
const decimal = (name: string, decimals: number) => (row: Row) =>
  formatDecimal(row[name] as string | number | null, decimals)

/** What fills cost by instrument and liquidity. */
export function costTable({ run, costs }: RunPage): HTMLElement {
  return factTable(
    `Costs against the mid at each fill, positive is a cost; money in ${run.currency ?? '–'}`,
    columns([
      ['Instrument', 'instrument_id'],
      ['Liquidity', 'liquidity'],
      ['Fills', 'fills', count('fills')],
      ['Notional', 'notional', decimal('notional', 2)],
      ['Slippage, bps', 'slippage_bps', decimal('slippage_bps', 4)],
      ['Slippage', 'slippage_cost', decimal('slippage_cost', 2)],
      ['Quoted spread, bps', 'quoted_spread_bps', decimal('quoted_spread_bps', 4)],
      ['Commission, bps', 'commission_bps', decimal('commission_bps', 3)],
      ['Commission', 'commission', decimal('commission', 2)],
    ]),
    costs,
  )
}

/** Final states of the orders. */
export function outcomeTable({ outcomes }: RunPage): HTMLElement {
  return factTable(
    'Orders by final state and reason',
    columns([
      ['State', 'status'],
      ['Reason', 'reason'],
      ['Orders', 'orders', count('orders')],
    ]),
    outcomes,
  )
}

/** Every metric with the relation that defines it. */
export function metricTable(
  metricColumns: readonly MetricColumn[],
  metrics: Metrics,
  currency: string,
): HTMLElement {
  return factTable(
    'All metrics, and the relation in SQL that each comes from',
    [
      { title: 'Metric', text: column => column.label },
      {
        title: 'Value',
        text: column => formatFigure(metrics[column.name] ?? null, column.unit, currency),
        align: 'right',
      },
      { title: 'Column', text: column => `${column.relation}.${column.name}` },
    ],
    metricColumns,
  )
}

/** What the run was made from and how it went. */
export function runFacts({ run }: RunPage): HTMLElement {
  return factList([
    ['Window', `${run.window_start ?? '–'} to ${run.window_end ?? '–'}`],
    ['Instruments', run.instrument_ids?.join(', ')],
    ['Strategy', run.strategy],
    ['Algorithm', run.algorithm],
    ['Market data', run.snapshot_mode],
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
  return factTable(
    'Catalog cells read',
    columns([
      ['Type', 'type'],
      ['Cell', 'path'],
      ['Rows', 'rows', count('rows')],
      ['Source', 'source_uri'],
      ['Identity', 'source_identity'],
    ]),
    lineage,
  )
}

/** Balances per account and currency. */
export function balanceTable({ balances }: RunPage): HTMLElement {
  return factTable(
    'Balances',
    columns([
      ['Account', 'account'],
      ['Currency', 'currency'],
      ['Start', 'starting', decimal('starting', 2)],
      ['End', 'final', decimal('final', 2)],
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

/** The line below the title. */
export function runSubtitle({ run }: RunPage): string {
  const start = run.start_ns === null ? '–' : formatInstant(run.start_ns)
  const end = run.end_ns === null ? '–' : formatInstant(run.end_ns)
  return `${run.instrument_ids?.join(', ') ?? ''} · ${start} – ${end} UTC · ${run.strategy ?? ''} · ${run.status ?? ''}`
}
