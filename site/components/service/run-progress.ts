import { formatCount, formatDuration } from '../format.js'
import { html } from '../std.js'
import { resultLink } from './result-link.js'
import { addressOf, ask, ServiceError } from './service-api.js'
import { errorNote } from './service-page.js'

/** A job as the service tells of it. */
export interface Job {
  readonly job_id: string
  readonly run_id: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'canceled'
  readonly instrument: string
  readonly config: string
  readonly mode: 'fast' | 'report'
  readonly window: { readonly start: string; readonly end: string }
  readonly created_at: string
  readonly error: { readonly code: string; readonly message: string } | null
}

interface Progress {
  readonly stage: string
  readonly conversion?: {
    readonly dataType: string
    readonly cellsDone: number
    readonly cellsTotal: number
    readonly rows: number
  }
  readonly events?: number
  readonly share?: number
}

interface Finished extends Job {
  readonly figures?: {
    readonly events: number
    readonly orders: number
    readonly fills: number
    readonly total_ms: number
    readonly net_pnl: string | number | null
  }
}

/** The stages of a run in their order. */
const STAGES = {
  queued: 'Queue',
  convert: 'Conversion',
  replay: 'Replay',
  write: 'Writing',
  analyse: 'Analysis',
  verify: 'Verification',
} as const
type Stage = keyof typeof STAGES

/** Shows a job as it runs, by its event stream, and what became of it. */
export class RunProgress {
  readonly element: HTMLElement
  readonly #job: Job
  readonly #bar = html`<progress max="1" aria-label="Share of the window"></progress>` as HTMLProgressElement
  readonly #stages = html`<ol class="odum-stages"></ol>`
  readonly #end = html`<div role="status" aria-live="polite"></div>`
  readonly #cancel: HTMLButtonElement
  readonly #details = new Map<Stage, string>()
  readonly #events: EventSource
  readonly #onEnd: () => void
  #stage: Stage = 'queued'

  constructor(job: Job, onEnd: () => void) {
    this.#job = job
    this.#onEnd = onEnd
    this.#cancel =
      html`<button type="button" onclick=${() => void this.#stop()}>Cancel</button>` as HTMLButtonElement
    this.element = html`<section class="odum-note" aria-label=${`Run ${job.run_id}`}>
      <p><strong>${job.run_id}</strong> ${this.#cancel}</p>${this.#bar}${this.#stages}${this.#end}</section>`
    this.#draw()
    this.#events = new EventSource(addressOf(`api/backtest/jobs/${job.job_id}/events`))
    this.#listen()
  }

  #listen(): void {
    const on = (kind: string, act: (data: unknown) => void): void =>
      this.#events.addEventListener(kind, event => act(JSON.parse((event as MessageEvent<string>).data)))
    on('started', () => this.#reach('convert'))
    on('running', () => this.#reach('convert'))
    on('progress', data => this.#progress(data as Progress))
    for (const kind of ['done', 'failed', 'canceled']) on(kind, data => this.#finish(data as Finished))
  }

  #progress({ stage, conversion, events, share }: Progress): void {
    if (!(stage in STAGES)) return
    if (conversion !== undefined) {
      const { dataType, cellsDone, cellsTotal, rows } = conversion
      this.#details.set(
        'convert',
        `${dataType.replaceAll('_', ' ')}: ${formatCount(rows)} rows, ${cellsDone} of ${cellsTotal} hours`,
      )
    }
    if (events !== undefined) this.#details.set('replay', `${formatCount(events)} events`)
    if (share !== undefined) this.#bar.value = Math.min(share, 1)
    this.#reach(stage as Stage)
  }

  #reach(stage: Stage): void {
    this.#stage = stage
    this.#draw()
  }

  #draw(isOver = false): void {
    const names = Object.keys(STAGES) as Stage[]
    const now = names.indexOf(this.#stage)
    this.#stages.replaceChildren(
      ...names.map((name, index) => {
        const state = isOver || index < now ? 'done' : index === now ? 'at-work' : 'ahead'
        const sign = { done: '✓', 'at-work': '▸', ahead: '·' }[state]
        return html`<li data-state=${state}><span aria-hidden="true">${sign}</span><span>${STAGES[name]}</span>
          <span>${this.#details.get(name) ?? ''}</span></li>`
      }),
    )
  }

  #finish(job: Finished): void {
    this.#events.close()
    this.#cancel.remove()
    this.#bar.remove()
    const { state, figures, error } = job
    if (state === 'done') {
      if (figures !== undefined) this.#details.set('replay', `${formatCount(figures.events)} events`)
      this.#draw(true)
      const told =
        figures === undefined
          ? 'Done.'
          : `Done in ${formatDuration(figures.total_ms * 1e6)}: ${formatCount(figures.orders)} orders, ${formatCount(figures.fills)} fills.`
      this.#end.replaceChildren(html`<p><strong>${told}</strong></p>`, resultLink(this.#job, this.#onEnd))
    } else {
      const message =
        state === 'canceled' ? 'It was cancelled; nothing of it was kept.' : (error?.message ?? '')
      this.#end.replaceChildren(errorNote(new ServiceError(0, error?.code ?? '', message, [])))
    }
    this.#onEnd()
  }

  async #stop(): Promise<void> {
    this.#cancel.disabled = true
    await ask(`api/backtest/jobs/${this.#job.job_id}`, { method: 'DELETE' }).catch((error: unknown) =>
      this.#end.replaceChildren(errorNote(error)),
    )
  }
}
