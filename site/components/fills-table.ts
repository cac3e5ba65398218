import { formatCount, NOTHING } from './format.js'
import { pagedTable, precisionOf } from './paged-table.js'
import type { FillRow, Instrument, RunPage, TablePage } from './run-data.js'
import { runFiles } from './site-files.js'
import { sortableTable } from './sortable-table.js'
import { timeColumn } from './time-column.js'

/** Fetches one page of fills, ascending by fill_seq. */
export async function loadFillPage(runId: string, page: TablePage): Promise<FillRow[]> {
  const rows = await runFiles(runId).parquet<FillRow>(page.file)
  return rows.sort((a, b) => Number(a.fill_seq - b.fill_seq))
}

/** All fills of a run, in pages. */
export function fillsTable({ run, fillPages, instruments }: RunPage): HTMLElement {
  return pagedTable<FillRow>({
    rowsName: 'Fills',
    pages: fillPages,
    empty: 'This run had no fills.',
    load: page => loadFillPage(run.run_id, page),
    draw: rows => pageTable(rows, instruments),
  })
}

function pageTable(rows: readonly FillRow[], instruments: readonly Instrument[]): HTMLElement {
  const precision = precisionOf(rows, instruments)
  const price = precision('price_precision')
  const size = precision('size_precision')
  const filled = timeColumn(
    'Time',
    rows.map(row => row.ts_init),
  )
  const money = precision('currency_precision')
  return sortableTable<FillRow>(rows, {
    select: false,
    rows: 14,
    layout: 'auto',
    columns: [
      'fill_seq',
      'ts_init',
      ...(instruments.length > 1 ? ['instrument_id'] : []),
      'client_order_id',
      'side',
      'price',
      'quantity',
      'liquidity',
      'commission',
      'realized_pnl',
      'position_after',
      'best_bid',
      'best_ask',
      'evidence_kind',
      'evidence_id',
    ],
    header: {
      fill_seq: 'Fill',
      ts_init: filled.header,
      instrument_id: 'Instrument',
      client_order_id: 'Order',
      side: 'Side',
      price: 'Price',
      quantity: 'Quantity',
      liquidity: 'Liquidity',
      commission: 'Commission',
      realized_pnl: 'Realized PnL, gross',
      position_after: 'Position after',
      best_bid: 'Best bid',
      best_ask: 'Best ask',
      evidence_kind: 'Evidence',
      evidence_id: 'Evidence id',
    },
    align: {
      fill_seq: 'right',
      price: 'right',
      quantity: 'right',
      commission: 'right',
      realized_pnl: 'right',
      position_after: 'right',
      best_bid: 'right',
      best_ask: 'right',
    },
    format: {
      fill_seq: (value: bigint) => formatCount(value),
      ts_init: filled.format,
      evidence_id: (value: string | null) => value ?? NOTHING,
      price,
      quantity: size,
      commission: money,
      realized_pnl: money,
      position_after: size,
      best_bid: price,
      best_ask: price,
    },
  })
}
