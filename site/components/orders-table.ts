import { formatDecimal, NOTHING } from './format.js'
import { pagedTable, precisionOf } from './paged-table.js'
import type { Instrument, OrderRow, RunPage } from './run-data.js'
import { runFiles } from './site-files.js'
import { sortableTable } from './sortable-table.js'
import { timeColumn } from './time-column.js'

/** All orders of a run, in pages. */
export function ordersTable({ run, orderPages, instruments }: RunPage): HTMLElement {
  return pagedTable<OrderRow>({
    rowsName: 'Orders',
    pages: orderPages,
    empty: 'This run sent no orders.',
    load: async page => {
      const rows = await runFiles(run.run_id).parquet<OrderRow>(page.file)
      return rows.sort((a, b) => Number(a.order_number - b.order_number))
    },
    draw: rows => pageTable(rows, instruments),
  })
}

function pageTable(rows: readonly OrderRow[], instruments: readonly Instrument[]): HTMLElement {
  const precision = precisionOf(rows, instruments)
  const price = precision('price_precision')
  const size = precision('size_precision')
  const created = timeColumn(
    'Created',
    rows.map(row => row.ts_init),
  )
  const closed = timeColumn(
    'Closed',
    rows.map(row => row.ts_closed),
  )
  const shown = (name: 'parent_order_id' | 'limit_price' | 'trigger_price'): string[] =>
    rows.some(row => row[name] !== null) ? [name] : []
  return sortableTable<OrderRow>(rows, {
    select: false,
    rows: 14,
    layout: 'auto',
    columns: [
      'client_order_id',
      'ts_init',
      ...(instruments.length > 1 ? ['instrument_id'] : []),
      ...shown('parent_order_id'),
      'side',
      'type',
      'quantity',
      ...shown('limit_price'),
      ...shown('trigger_price'),
      'time_in_force',
      'status',
      'reason',
      'filled_quantity',
      'average_price',
      'slippage_bps',
      'ts_closed',
    ],
    header: {
      client_order_id: 'Order',
      ts_init: created.header,
      instrument_id: 'Instrument',
      parent_order_id: 'Parent',
      side: 'Side',
      type: 'Type',
      quantity: 'Quantity',
      limit_price: 'Limit',
      trigger_price: 'Trigger',
      time_in_force: 'In force',
      status: 'State',
      reason: 'Reason',
      filled_quantity: 'Filled',
      average_price: 'Average price',
      slippage_bps: 'Slippage, bps',
      ts_closed: closed.header,
    },
    align: {
      quantity: 'right',
      limit_price: 'right',
      trigger_price: 'right',
      filled_quantity: 'right',
      average_price: 'right',
      slippage_bps: 'right',
    },
    format: {
      ts_init: created.format,
      ts_closed: closed.format,
      reason: (value: string) => (value === 'NONE' ? NOTHING : value),
      quantity: size,
      filled_quantity: size,
      limit_price: price,
      trigger_price: price,
      average_price: price,
      slippage_bps: (value: number | null) => formatDecimal(value, 3),
    },
  })
}
