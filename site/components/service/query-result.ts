import { figure } from '../figure.js'
import { NOTHING } from '../format.js'
import { html, Plot } from '../std.js'
import { timeChart } from '../time-axis.js'

/** The answer of a query as the service gives it. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
  readonly row_count: number
  /** There were more rows. */
  readonly is_cut: boolean
}

/** Rows shown at first; the rest is in the file. */
const ROWS_SHOWN = 500
const NUMBERS = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|INTEGER|DECIMAL|DOUBLE|FLOAT|REAL)/
const INSTANTS = /^(?:TIMESTAMP|DATE)/

/** The rows as a table, figures to the right. */
export function resultTable({ columns, rows }: QueryResult): HTMLElement {
  if (rows.length === 0) return html`<p class="odum-empty">No rows.</p>`
  const side = columns.map(({ type }) => (NUMBERS.test(type) ? 'odum-number' : ''))
  return html`<div class="odum-scroll odum-result" tabindex="0" role="region" aria-label="Rows">
    <table class="odum-table"><thead><tr>${columns.map(
      ({ name, type }, index) => html`<th scope="col" class=${side[index]} title=${type}>${name}</th>`,
    )}</tr></thead>
    <tbody>${rows
      .slice(0, ROWS_SHOWN)
      .map(
        row =>
          html`<tr>${row.map((value, index) => html`<td class=${side[index]}>${cell(value)}</td>`)}</tr>`,
      )}</tbody></table>
    ${rows.length > ROWS_SHOWN ? html`<p class="odum-empty">The first ${ROWS_SHOWN} rows; download for all.</p>` : ''}</div>`
}

function cell(value: unknown): string {
  if (value === null) return NOTHING
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

type Mark = 'line' | 'bars' | 'dots'

/** A chart of two columns, that can be chosen; undefined where no column is a number. */
export function quickChart(result: QueryResult, width: number): HTMLElement | undefined {
  const { columns } = result
  const numbers = columns.filter(({ type }) => NUMBERS.test(type)).map(({ name }) => name)
  if (numbers.length === 0 || result.rows.length === 0) return undefined
  const instant = columns.find(({ type }) => INSTANTS.test(type))?.name
  const x = choice(
    'Across',
    columns.map(({ name }) => name),
    instant ?? columns[0]?.name ?? '',
  )
  const y = choice('Up', numbers, numbers.find(name => name !== x.value) ?? numbers[0] ?? '')
  const mark = choice('As', ['line', 'bars', 'dots'], instant === undefined ? 'bars' : 'line')
  const place = html`<div></div>`
  const draw = (): void =>
    place.replaceChildren(chart(result, { x: x.value, y: y.value, mark: mark.value as Mark, width }))
  for (const select of [x, y, mark]) select.addEventListener('change', draw)
  draw()
  return html`<div><div class="odum-actions">
    <label>Across ${x}</label><label>Up ${y}</label><label>As ${mark}</label></div>${place}</div>`
}

function choice(label: string, names: readonly string[], value: string): HTMLSelectElement {
  return html`<select aria-label=${label}>${names.map(
    name => html`<option value=${name} selected=${name === value}>${name}</option>`,
  )}</select>` as HTMLSelectElement
}

interface Chosen {
  readonly x: string
  readonly y: string
  readonly mark: Mark
  readonly width: number
}

function chart({ columns, rows }: QueryResult, { x, y, mark, width }: Chosen): HTMLElement {
  const [across, up] = [x, y].map(name => columns.findIndex(column => column.name === name)) as [
    number,
    number,
  ]
  const type = columns[across]?.type ?? ''
  const points = rows.map(row => ({ x: acrossValue(row[across], type), y: Number(row[up]) }))
  const isOrdinal = !INSTANTS.test(type) && !NUMBERS.test(type)
  const options = { x: 'x', y: 'y', stroke: 'var(--odum-accent)' }
  const bars = { x: 'x', y: 'y', fill: 'var(--odum-accent)', inset: 0.5 }
  const drawn =
    mark === 'line'
      ? Plot.lineY(points, options)
      : mark === 'dots'
        ? Plot.dot(points, options)
        : isOrdinal
          ? Plot.barY(points, bars)
          : Plot.rectY(points, { ...bars, interval: intervalOf(points) })
  const times = points.map(point => Number(point.x))
  const axis = INSTANTS.test(type)
    ? timeChart(width, 280, [Math.min(...times), Math.max(...times)]).x
    : { label: x, ...(isOrdinal ? { tickRotate: -20 } : {}) }
  const plot = Plot.plot({
    width,
    height: 280,
    marginLeft: 70,
    marginBottom: isOrdinal ? 60 : 30,
    x: axis,
    y: { label: y, grid: true, zero: mark === 'bars' },
    marks: [drawn, ...(mark === 'bars' ? [Plot.ruleY([0])] : [])],
  })
  return figure(plot, { title: y, summary: `${y} by ${x}, ${points.length} rows.` })
}

function acrossValue(value: unknown, type: string): Date | number | string {
  if (INSTANTS.test(type))
    return new Date(`${String(value).replace(' ', 'T').slice(0, 23)}Z`.replace(/^(\S{10})Z$/, '$1'))
  return NUMBERS.test(type) ? Number(value) : String(value)
}

/** The least distance of neighbours: the width of a bar. */
function intervalOf(points: readonly { x: Date | number | string }[]): number {
  const places = [...new Set(points.map(({ x }) => Number(x)))].sort((a, b) => a - b)
  const steps = places.slice(1).map((place, index) => place - (places[index] ?? place))
  return steps.length === 0 ? 1 : Math.min(...steps)
}
