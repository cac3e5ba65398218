import { factTable } from '../fact-table.js'
import { formatCount, formatDuration } from '../format.js'
import { html } from '../std.js'
import { addressOf, ask } from './service-api.js'
import { errorNote } from './service-page.js'

const REFRESH_MS = 30_000

interface Place {
  readonly root: string
  readonly state: string
}

interface Health {
  readonly status: 'ok' | 'degraded' | 'stopping'
  readonly reasons: readonly string[]
  readonly version: string
  readonly uptime_seconds: number
  readonly catalog: Place
  readonly results: Place
  readonly mount: Place
  readonly reader: string
  readonly queue: { queued: number; running: number; queueMax: number; jobsMax: number }
}

interface Probe {
  readonly name: string
  readonly root: string
  readonly state: string
  readonly detail: string
}

interface SiteStatus {
  readonly state: 'off' | 'building' | 'ready' | 'failed'
  readonly detail: string | null
}

/** What answers and what does not, looked at again every half minute. */
export function statusPage(): HTMLElement {
  const place = html`<div><p class="odum-empty">Asking …</p></div>`
  const refresh = async (): Promise<void> => {
    try {
      place.replaceChildren(await statusNow())
    } catch (error) {
      place.replaceChildren(
        errorNote(error),
        html`<p>It is asked again every 30 seconds. Start it with <code>npm run odum -- serve</code>.</p>`,
      )
    }
  }
  void refresh()
  setInterval(() => document.visibilityState === 'visible' && void refresh(), REFRESH_MS)
  addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void refresh())
  return html`<div>${place}
    <button type="button" class="odum-action" onclick=${() => void refresh()}>Look again</button></div>`
}

async function statusNow(): Promise<HTMLElement> {
  const askedMs = performance.now()
  const health = await ask<Health>('api/health')
  const answeredMs = performance.now() - askedMs
  const [mounts, site] = await Promise.all([
    ask<{ mount: Probe; buckets: readonly Probe[] }>('api/mount/status'),
    ask<SiteStatus>('api/site'),
  ])
  const { queue } = health
  return html`<div>
    <p class="odum-lamp odum-lamp-${health.status}"><strong>${STATUS[health.status]}</strong>
      <span>Backtest service ${health.version}, up for ${formatDuration(health.uptime_seconds * 1e9)}; it answered in
      ${formatDuration(answeredMs * 1e6)} at ${new Date().toISOString().slice(11, 19)} UTC.</span></p>
    ${health.reasons.length === 0 ? '' : html`<ul class="odum-warnings">${health.reasons.map(reason => html`<li>${reason}</li>`)}</ul>`}
    ${factTable<readonly [string, string, string]>(
      'Services',
      [
        { title: 'Service', text: row => row[0] },
        { title: 'State', text: row => row[1] },
        { title: 'More', text: row => row[2] },
      ],
      [
        [
          'Runs',
          `${formatCount(queue.running)} of ${formatCount(queue.jobsMax)} at work`,
          `${formatCount(queue.queued)} of ${formatCount(queue.queueMax)} places in the queue taken`,
        ],
        ['Pages', SITE[site.state], site.detail ?? ''],
        ['Raw data is read from', READERS[health.reader] ?? health.reader, ''],
      ],
    )}
    ${factTable<readonly [string, string, string, string]>(
      'Data and results',
      [
        { title: 'Place', text: row => row[0] },
        { title: 'State', text: row => row[1] },
        { title: 'Where', text: row => row[2] },
        { title: 'More', text: row => row[3] },
      ],
      [
        ['Catalog', PLACES[health.catalog.state] ?? health.catalog.state, health.catalog.root, ''],
        ['Results', PLACES[health.results.state] ?? health.results.state, health.results.root, ''],
        ...[mounts.mount, ...mounts.buckets].map(
          ({ name, root, state, detail }) =>
            [
              PROBES[name] ?? name,
              state.replaceAll('_', ' '),
              root,
              state === 'reachable' ? detail : `${detail}`,
            ] as const,
        ),
      ],
    )}
    <p>For machines: <a href=${addressOf('docs')}>the API</a>, <a href=${addressOf('api/health')}>health</a>,
      <a href=${addressOf('metrics')}>metrics</a>.</p>
  </div>`
}

const STATUS = { ok: 'Running', degraded: 'Running, with limits', stopping: 'Stopping' } as const
const SITE = {
  off: 'built by others: npm run odum -- site build',
  building: 'being built',
  ready: 'built',
  failed: 'the last build failed',
} as const
const READERS: Readonly<Record<string, string>> = {
  mount: 'the folder below',
  cloud: 'a bucket',
  none: 'nowhere: only what is converted can be run',
}
const PLACES: Readonly<Record<string, string>> = {
  there: 'there',
  absent: 'not there yet',
  bucket: 'in a bucket',
  unset: 'not set',
}
const PROBES: Readonly<Record<string, string>> = {
  UNIFIED_CLOUD_LOCAL_PATH: 'Raw data: folder or mount',
  UNIFIED_CLOUD_SERVICES_GCS_BUCKET: 'Raw data: bucket',
  INSTRUMENTS_GCS_BUCKET: 'Instruments: bucket',
  EXECUTION_STORE_GCS_BUCKET: 'Results: bucket',
}
