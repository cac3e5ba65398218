import { type FactColumn, factTable } from './fact-table.js'
import { figure } from './figure.js'
import { formatCount, formatDecimal, formatMoney, formatPercent } from './format.js'
import { colourOf } from './palette.js'
import type { Row, RunAnalysis } from './run-data.js'
import { swatchLegend } from './series.js'
import { html, Plot } from './std.js'
import { valueTicks } from './time-axis.js'
import { askedFirst, workedBy } from './worked-by.js'

const PARTS = ['Delay', 'Execution', 'Fees', 'Opportunity'] as const

const UNANALYSED =
  'No shortfall: no order was measured against the market (odum results analyse), or no mid stood before any decision.'

/** Implementation shortfall by algorithm and side, decomposed, and the dearest parents. */
export function shortfallSection({ shortfall: unsorted, parents }: RunAnalysis, width: number): HTMLElement {
  const shortfall = askedFirst(unsorted)
  if (shortfall.length === 0) return html`<p class="odum-empty">${UNANALYSED}</p>`
  return html`<div>${shortfallChart(shortfall, width)}${groupTable(shortfall)}<div class="odum-tall">${parentTable(parents)}</div></div>`
}

function nameOf(group: Row): string {
  const count = Number(group.parents)
  return `${workedBy(group)}, ${String(group.side)}: ${formatCount(count)} ${count === 1 ? 'order' : 'orders'}`
}

function shortfallChart(groups: readonly Row[], width: number): HTMLElement {
  const bars = groups.flatMap(group =>
    PARTS.map(part => ({
      group: nameOf(group),
      part,
      value: Number(group[`${part.toLowerCase()}_bps`] ?? 0),
    })),
  )
  const names = groups.map(nameOf)
  const totals = groups.map(group => ({ group: nameOf(group), value: Number(group.shortfall_bps ?? 0) }))
  const plot = Plot.plot({
    width,
    height: 50 + 44 * names.length,
    marginTop: 12,
    marginLeft: 12,
    marginRight: 24,
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
    x: {
      label: null,
      grid: true,
      nice: true,
      tickFormat: valueTicks,
      ticks: Math.max(3, Math.floor(width / 110)),
    },
    y: { axis: null, domain: names, paddingInner: 0.55, paddingOuter: 0.3 },
    color: { domain: [...PARTS], range: PARTS.map((_, index) => colourOf(index)) },
    marks: [
      Plot.barX(bars, {
        x: 'value',
        y: 'group',
        fill: 'part',
        title: bar => `${bar.group}\n${bar.part}: ${formatDecimal(bar.value, 3)} bps`,
      }),
      Plot.ruleX([0]),
      Plot.tickX(totals, { x: 'value', y: 'group', stroke: 'var(--theme-foreground)', strokeWidth: 3 }),
      Plot.text(totals, {
        y: 'group',
        text: total => `${total.group}, ${formatDecimal(total.value, 2)} bps`,
        frameAnchor: 'left',
        textAnchor: 'start',
        stroke: 'var(--theme-background)',
        fill: 'currentColor',
        dy: -20,
      }),
    ],
  })
  const summary = totals.map(total => `${total.group} cost ${formatDecimal(total.value, 3)} bps`).join('; ')
  const sum = html`<span class="odum-legend-entry"><svg width="12" height="12" aria-hidden="true"><rect x="4" width="3" height="12" fill="currentColor"></rect></svg> Sum</span>`
  return figure(
    plot,
    {
      title: 'Implementation shortfall',
      unit: 'bps of the notional at decision, positive is a cost',
      summary: `${summary}.`,
    },
    swatchLegend(PARTS, sum),
  )
}

const number =
  (name: string, decimals: number) =>
  (row: Row): string =>
    formatDecimal(row[name] as string | number | null, decimals)

const PART_COLUMNS: readonly FactColumn<Row>[] = [
  ...PARTS.map(part => ({
    title: `${part}, bps`,
    text: number(`${part.toLowerCase()}_bps`, 3),
    align: 'right' as const,
  })),
  { title: 'Shortfall, bps', text: number('shortfall_bps', 3), align: 'right' },
]

function groupTable(groups: readonly Row[]): HTMLElement {
  const currency = String(groups[0]?.currency ?? '')
  return factTable(
    'Shortfall by algorithm and side',
    [
      {
        title: 'Orders',
        text: row => `${workedBy(row)}, ${String(row.side)}`,
      },
      { title: 'Count', text: row => formatCount(row.parents as string), align: 'right' },
      {
        title: `Notional, ${currency}`,
        text: row => formatMoney(row.decision_notional as number | null, currency),
        align: 'right',
      },
      ...PART_COLUMNS,
      {
        title: `Shortfall, ${currency}`,
        text: row => formatMoney(row.shortfall as number | null, String(row.currency ?? '')),
        align: 'right',
      },
    ],
    groups,
  )
}

function parentTable(parents: readonly Row[]): HTMLElement {
  const total = Number(parents[0]?.parents ?? 0)
  const caption =
    total > parents.length
      ? `Parent orders: the ${formatCount(parents.length)} dearest of ${formatCount(total)}; all of them are in parent_costs (odum sql)`
      : 'Parent orders, the dearest first'
  return factTable(
    caption,
    [
      { title: 'Parent', text: row => String(row.parent_order_id) },
      {
        title: 'Algorithm',
        text: workedBy,
      },
      { title: 'Side', text: row => String(row.side) },
      { title: 'Quantity', text: row => String(row.quantity), align: 'right' },
      { title: 'Filled', text: row => formatPercent(row.filled_ratio as number | null), align: 'right' },
      { title: 'Children', text: row => formatCount(row.children as string), align: 'right' },
      { title: 'State', text: row => String(row.status) },
      { title: 'Decision mid', text: number('decision_mid', 2), align: 'right' },
      { title: 'Average price', text: number('average_price', 2), align: 'right' },
      { title: 'Market VWAP', text: number('interval_vwap', 2), align: 'right' },
      ...PART_COLUMNS,
      {
        title: `Shortfall, ${String(parents[0]?.currency ?? '')}`,
        text: row => formatMoney(row.shortfall as number | null, String(row.currency ?? '')),
        align: 'right',
      },
      { title: 'Against VWAP, bps', text: number('vwap_slippage_bps', 3), align: 'right' },
      {
        title: 'Share of volume',
        text: row => formatPercent(row.participation_ratio as number | null),
        align: 'right',
      },
    ],
    parents,
  )
}
