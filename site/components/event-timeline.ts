import { figure } from './figure.js'
import { formatCount, formatInstant, NOTHING } from './format.js'
import { colourOf } from './palette.js'
import type { RunEvent, RunPage } from './run-data.js'
import { runFiles } from './site-files.js'
import { sortableTable } from './sortable-table.js'
import { html, Plot } from './std.js'
import { timeChart } from './time-axis.js'
import { timeColumn } from './time-column.js'
import type { TimeSpan } from './time-zoom.js'
import { whenSeen } from './when-seen.js'

/** Kinds from the rarest and gravest to the most frequent: lanes from above. */
const KINDS = ['margin', 'funding', 'refusal', 'parent', 'routing', 'order', 'fill']

/** Makes what draws itself anew for each width, as Framework's `resize` does. */
export type Resize = (draw: (width: number) => Element) => Element

/** The events of a run, loaded when they come into sight: a lane of each kind, and a table to filter. Only the lanes are
 *  drawn anew when the width changes, so that what is typed stays. */
export function eventTimeline({ run, instruments }: RunPage, span: TimeSpan, resize: Resize): HTMLElement {
  const place = html`<div class="odum-events"><p class="odum-empty">Loading events …</p></div>`
  whenSeen(place, () => {
    runFiles(run.run_id)
      .json<RunEvent[]>('events.json')
      .then(events => place.replaceChildren(timeline(events, instruments.length > 1, span, resize)))
      .catch((error: Error) => {
        place.textContent = error.message
      })
  })
  return place
}

function timeline(
  events: readonly RunEvent[],
  isOfSeveral: boolean,
  span: TimeSpan,
  resize: Resize,
): Element {
  const kinds = KINDS.filter(kind => events.some(event => event.kind === kind))
  if (kinds.length === 0) return html`<p class="odum-empty">Nothing happened in this run.</p>`
  const shown = new Set(kinds)
  const [lanes, place] = [html`<div></div>`, html`<div></div>`]
  const search =
    html`<input type="search" placeholder="Filter events" aria-label="Filter events by text">` as HTMLInputElement
  const boxes = kinds.map(
    kind =>
      html`<label><input type="checkbox" checked onchange=${(event: Event) => {
        if ((event.target as HTMLInputElement).checked) shown.add(kind)
        else shown.delete(kind)
        draw()
      }}> ${kind}</label>`,
  )
  const draw = (): void => {
    const text = search.value.toLowerCase()
    const rows = events.filter(
      event =>
        shown.has(event.kind) && `${event.subject ?? ''} ${event.text ?? ''}`.toLowerCase().includes(text),
    )
    const lanesShown = kinds.filter(kind => shown.has(kind))
    lanes.replaceChildren(resize(width => laneChart(events, rows, lanesShown, span, width)))
    place.replaceChildren(eventTable(rows, isOfSeveral))
  }
  search.addEventListener('input', draw)
  draw()
  return html`<div>
    ${lanes}
    <form class="odum-event-filter" onsubmit=${(event: Event) => event.preventDefault()}>${search}${boxes}</form>
    ${place}
  </div>`
}

/** Marks the events of `rows`, in a lane for each of `kinds`; counts speak of all. */
function laneChart(
  events: readonly RunEvent[],
  rows: readonly RunEvent[],
  kinds: readonly string[],
  span: TimeSpan,
  width: number,
): HTMLElement {
  const points = rows.map(event => ({ ...event, ts_ms: Number(BigInt(event.ts_init) / 1000n) / 1000 }))
  const plot = Plot.plot({
    ...timeChart(width, 36 + 24 * kinds.length, span),
    y: { type: 'band', domain: kinds, label: null, tickSize: 0 },
    marks: [
      Plot.ruleY(kinds, { y: (kind: string) => kind, stroke: 'var(--odum-line)' }),
      Plot.tickX(points, {
        x: 'ts_ms',
        y: 'kind',
        stroke: (event: RunEvent) => colourOf(KINDS.indexOf(event.kind)),
        strokeOpacity: 0.7,
        strokeWidth: 1.5,
      }),
      Plot.tip(
        points,
        Plot.pointer({
          x: 'ts_ms',
          y: 'kind',
          title: (event: RunEvent) =>
            `${formatInstant(event.ts_init)}\n${event.subject ?? ''}\n${event.text ?? ''}`,
        }),
      ),
    ],
  })
  const counts = kinds.map(kind => {
    const ofKind = events.filter(event => event.kind === kind)
    const all = Number(ofKind[0]?.events ?? 0)
    const found = rows.filter(event => event.kind === kind).length
    const matching = found < ofKind.length ? `, ${formatCount(found)} fit the filter` : ''
    return `${kind}: ${formatCount(all)}${matching}${all > ofKind.length ? ` (${formatCount(ofKind.length)} shown, evenly taken)` : ''}`
  })
  const isCut = events.some(event => Number(event.events) > 1000)
  return figure(plot, {
    title: 'Timeline',
    summary: `${counts.join(', ')}.${isCut ? ' All of them are in order_events, fills, routing and ledger (odum sql).' : ''}`,
  })
}

function eventTable(rows: readonly RunEvent[], isOfSeveral: boolean): HTMLElement {
  if (rows.length === 0) return html`<p class="odum-empty">No event fits the filter.</p>`
  const time = timeColumn(
    'Time',
    rows.map(row => row.ts_init),
  )
  return html`<div class="odum-page" tabindex="0" role="region" aria-label="Events">${sortableTable<RunEvent>(
    rows,
    {
      select: false,
      rows: 12,
      layout: 'auto',
      columns: ['ts_init', 'kind', 'subject', 'text', ...(isOfSeveral ? ['instrument_id'] : [])],
      header: {
        ts_init: time.header,
        kind: 'Kind',
        subject: 'Order or account',
        text: 'Event',
        instrument_id: 'Instrument',
      },
      format: {
        ts_init: time.format,
        subject: (value: string | null) => value ?? NOTHING,
        instrument_id: (value: string | null) => value ?? NOTHING,
      },
    },
  )}</div>`
}
