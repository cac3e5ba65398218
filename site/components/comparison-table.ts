import {
  formatCount,
  formatDecimal,
  formatInstant,
  formatMoney,
  formatNumber,
  formatPercent,
} from './format.js'
import type { ComparedRun, Comparison } from './run-data.js'
import { deciderName } from './run-name.js'
import { sortableTable } from './sortable-table.js'
import { html, Inputs } from './std.js'

/** One row per run with figures as numbers, so that columns sort by value. */
interface TableRow {
  readonly run: string
  readonly hasPage: boolean
  readonly started: string | null
  readonly instruments: string
  readonly decider: string
  readonly net_pnl: number | null
  readonly return_ratio: number | null
  readonly max_drawdown_ratio: number | null
  readonly sharpe: number | null
  readonly fills: number | null
  readonly fill_rate_ratio: number | null
  readonly shortfall_bps: number | null
  readonly slippage_bps: number | null
  readonly commissions: number | null
  readonly currency: string
  readonly config: string
  readonly status: string | null
}

const PICKS_FIRST = 4

function tableRow({ run, metrics, config, hasPage }: ComparedRun): TableRow {
  const figure = (name: string): number | null => {
    const value = metrics[name]
    return value === null || value === undefined ? null : Number(value)
  }
  return {
    run: run.run_id,
    hasPage,
    started: run.start_ns === null ? null : formatInstant(run.start_ns),
    instruments: run.instrument_ids?.join(', ') ?? '',
    decider: deciderName({ ...run, config }),
    net_pnl: figure('net_pnl'),
    return_ratio: figure('return_ratio'),
    max_drawdown_ratio: figure('max_drawdown_ratio'),
    sharpe: figure('sharpe'),
    fills: run.fills === null ? null : Number(run.fills),
    fill_rate_ratio: figure('fill_rate_ratio'),
    shortfall_bps: figure('shortfall_bps'),
    slippage_bps: figure('slippage_bps'),
    commissions: figure('commissions'),
    currency: run.currency ?? '',
    config: run.config_hash?.slice(0, 6) ?? '',
    status: run.status,
  }
}

/** The filterable, sortable table of all runs; its value is the ids of the picked ones, which stay picked while a filter
 *  hides them. */
export function comparisonTable({ runs }: Comparison): HTMLElement & { value: readonly string[] } {
  const rows = runs.map(tableRow)
  const search = Inputs.search(rows, {
    placeholder: 'twap, spot, 2024-08 …',
    label: 'Filter',
    format: count => `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}`,
  })
  const picked = new Set(firstPicks(rows).map(row => row.run))
  const place = html`<div class="odum-scroll"></div>`
  const hidden = html`<p class="odum-empty" role="status"></p>`
  const root = Object.assign(html`<div class="odum-comparison">${search}${place}${hidden}</div>`, {
    value: [] as readonly string[],
  })
  const tell = (): void => {
    root.value = rows.filter(row => picked.has(row.run)).map(row => row.run)
    const count = root.value.filter(id => !search.value.some(row => row.run === id)).length
    hidden.textContent =
      count === 0
        ? ''
        : `${formatCount(count)} picked ${count === 1 ? 'run is' : 'runs are'} hidden by the filter.`
  }
  const draw = (): void => {
    const table = runTable(search.value, picked)
    table.addEventListener('input', event => {
      event.stopPropagation()
      const ticked = new Set(table.value.map(row => row.run))
      for (const { run } of search.value) {
        if (ticked.has(run)) picked.add(run)
        else picked.delete(run)
      }
      tell()
      root.dispatchEvent(new Event('input', { bubbles: true }))
    })
    place.replaceChildren(table)
    tell()
  }
  search.addEventListener('input', event => {
    event.stopPropagation()
    draw()
  })
  draw()
  return root
}

/** An id whose first parts, which others show as well, step back where there is little room. */
function runLabel(id: string): HTMLElement {
  const end = id.lastIndexOf('_', id.lastIndexOf('_') - 1) + 1
  return html`<span><span class="odum-id-start">${id.slice(0, end)}</span>${id.slice(end)}</span>`
}

/** What is compared at first: the last run that has a page, with others over the same window. */
function firstPicks(rows: readonly TableRow[]): readonly TableRow[] {
  const withPage = rows.filter(row => row.hasPage)
  const last = withPage.at(-1)
  return withPage.filter(row => row.started === last?.started).slice(-PICKS_FIRST)
}

function runTable(rows: readonly TableRow[], picked: ReadonlySet<string>) {
  // Where all runs count in one currency it stands in the headings, and the columns are narrow.
  const currencies = new Set(rows.map(row => row.currency).filter(currency => currency !== ''))
  const [only] = currencies
  const unit = currencies.size === 1 ? `, ${only}` : ''
  const money = (value: number | null, index: number): string =>
    `${formatMoney(value, rows[index]?.currency ?? '')}${unit !== '' || value === null ? '' : ` ${rows[index]?.currency ?? ''}`}`
  const percent = (decimals: number) => (value: number | null) => formatPercent(value, decimals)
  const bps = (value: number | null): string => formatDecimal(value, 3)
  return sortableTable<TableRow>(rows, {
    rows: 14,
    layout: 'auto',
    multiple: true,
    value: rows.filter(row => picked.has(row.run)),
    required: false,
    columns: [
      'run',
      'decider',
      'net_pnl',
      'return_ratio',
      'max_drawdown_ratio',
      'sharpe',
      'fill_rate_ratio',
      'shortfall_bps',
      'commissions',
      'config',
      'fills',
      'slippage_bps',
      'started',
      'instruments',
      'status',
    ],
    header: {
      run: 'Run',
      decider: 'Decided by',
      started: 'Window from, UTC',
      instruments: 'Instruments',
      net_pnl: `Net PnL${unit}`,
      return_ratio: 'Return',
      max_drawdown_ratio: 'Drawdown',
      sharpe: 'Sharpe',
      fills: 'Fills',
      fill_rate_ratio: 'Fill rate',
      shortfall_bps: 'Shortfall, bps',
      slippage_bps: 'Slippage, bps',
      commissions: `Fees${unit}`,
      config: 'Config',
      status: 'Status',
    },
    align: {
      net_pnl: 'right',
      return_ratio: 'right',
      max_drawdown_ratio: 'right',
      sharpe: 'right',
      fills: 'right',
      fill_rate_ratio: 'right',
      shortfall_bps: 'right',
      slippage_bps: 'right',
      commissions: 'right',
    },
    format: {
      run: (id: string, index: number) =>
        rows[index]?.hasPage === true
          ? html`<a href=${`./runs/${id}.html`}>${runLabel(id)}</a>`
          : runLabel(id),
      net_pnl: money,
      return_ratio: percent(3),
      max_drawdown_ratio: percent(3),
      sharpe: (value: number | null) => formatNumber(value),
      fills: (value: number | null) => formatCount(value),
      fill_rate_ratio: percent(2),
      shortfall_bps: bps,
      slippage_bps: bps,
      commissions: money,
    },
  })
}
