import { formatCount, formatFigure, formatInstant } from './format.js'
import type { ComparedRun, Comparison } from './run-data.js'
import { html, Inputs } from './std.js'

/** One row per run with figures as numbers, so that columns sort by value. */
interface TableRow {
  readonly run: string
  readonly hasPage: boolean
  readonly started: string | null
  readonly instruments: string
  readonly strategy: string
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

function tableRow({ run, metrics, hasPage }: ComparedRun): TableRow {
  const figure = (name: string): number | null => {
    const value = metrics[name]
    return value === null || value === undefined ? null : Number(value)
  }
  return {
    run: run.run_id,
    hasPage,
    started: run.start_ns === null ? null : formatInstant(run.start_ns),
    instruments: run.instrument_ids?.join(', ') ?? '',
    strategy: [run.strategy, run.algorithm].filter(name => name && name !== 'normal').join(', '),
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

/** The filterable, sortable table of all runs; its value is the ids of the picked ones. */
export function comparisonTable({ runs }: Comparison): HTMLElement & { value: readonly string[] } {
  const rows = runs.map(tableRow)
  const search = Inputs.search(rows, { placeholder: 'Filter runs', label: 'Filter' })
  const place = html`<div class="odum-scroll"></div>`
  const root = Object.assign(html`<div class="odum-comparison">${search}${place}</div>`, {
    value: [] as readonly string[],
  })
  const draw = (): void => {
    const table = runTable(search.value)
    root.value = table.value.map(row => row.run)
    table.addEventListener('input', event => {
      event.stopPropagation()
      root.value = table.value.map(row => row.run)
      root.dispatchEvent(new Event('input', { bubbles: true }))
    })
    place.replaceChildren(table)
  }
  search.addEventListener('input', event => {
    event.stopPropagation()
    draw()
    root.dispatchEvent(new Event('input', { bubbles: true }))
  })
  draw()
  return root
}

/** What is compared at first: the last run that has a page, with others over the same window. */
function firstPicks(rows: readonly TableRow[]): readonly TableRow[] {
  const withPage = rows.filter(row => row.hasPage)
  const last = withPage.at(-1)
  return withPage.filter(row => row.started === last?.started).slice(-PICKS_FIRST)
}

function runTable(rows: readonly TableRow[]) {
  const money = (value: number | null, index: number): string =>
    formatFigure(value, 'money', rows[index]?.currency)
  const percent = (value: number | null): string => formatFigure(value, 'percent')
  return Inputs.table<TableRow>(rows, {
    rows: 14,
    layout: 'auto',
    multiple: true,
    value: firstPicks(rows),
    required: false,
    columns: [
      'run',
      'net_pnl',
      'return_ratio',
      'max_drawdown_ratio',
      'sharpe',
      'fill_rate_ratio',
      'shortfall_bps',
      'commissions',
      'config',
      'strategy',
      'fills',
      'slippage_bps',
      'started',
      'instruments',
      'status',
    ],
    header: {
      run: 'Run',
      started: 'Window from (UTC)',
      instruments: 'Instruments',
      net_pnl: 'Net PnL',
      return_ratio: 'Return',
      max_drawdown_ratio: 'Max drawdown',
      sharpe: 'Sharpe',
      fills: 'Fills',
      fill_rate_ratio: 'Fill rate',
      shortfall_bps: 'Shortfall',
      strategy: 'Strategy',
      slippage_bps: 'Slippage',
      commissions: 'Fees',
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
        rows[index]?.hasPage === true ? html`<a href=${`./runs/${id}`}>${id}</a>` : id,
      net_pnl: money,
      return_ratio: percent,
      max_drawdown_ratio: percent,
      sharpe: (value: number | null) => formatFigure(value, 'number'),
      fills: (value: number | null) => formatCount(value),
      fill_rate_ratio: percent,
      shortfall_bps: (value: number | null) => formatFigure(value, 'bps'),
      slippage_bps: (value: number | null) => formatFigure(value, 'bps'),
      commissions: money,
    },
  })
}
