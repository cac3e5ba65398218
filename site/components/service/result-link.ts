import { html } from '../std.js'
import { addressOf, ask } from './service-api.js'

const LOOK_MS = 1_000
/** A site over very many runs takes its time; beyond this the link to the list must do. */
const LOOKS_MAX = 180

interface SiteStatus {
  readonly state: 'off' | 'building' | 'ready' | 'failed'
  readonly detail: string | null
  readonly has_page: boolean | null
}

/** The way to the page of a run, once it is built; `onBuilt` is told when looking has ended. Runs without tables stand in the comparison alone. */
export function resultLink(
  { run_id, mode }: { readonly run_id: string; readonly mode: string },
  onBuilt: () => void,
): HTMLElement {
  const place = html`<p>Its page is being built …</p>`
  if (mode === 'fast') {
    place.replaceChildren(
      html`<span>A run of mode fast keeps its figures only: <a href=${addressOf('')}>compare runs</a>.</span>`,
    )
  } else void follow(place, run_id).then(onBuilt)
  return place
}

async function follow(place: HTMLElement, runId: string): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const site = await ask<SiteStatus>(`api/site?run=${encodeURIComponent(runId)}`).catch(() => undefined)
    if (site?.has_page === true) {
      place.replaceChildren(
        html`<a class="odum-action" href=${addressOf(`runs/${runId}`)}>Open the result</a>`,
        html`<a class="odum-action" href=${addressOf('')}>Compare runs</a>`,
      )
      return
    }
    const isComing = site === undefined || site.state === 'building' || look < 3
    if (!isComing && site.state !== 'ready') {
      place.replaceChildren(html`<span>Its page is not built${site.detail === null ? '' : `: ${site.detail}`}. Build the pages with
        <code>npm run odum -- site build</code>, or read its <a href=${addressOf(`api/backtest/results/${runId}`)}>summary</a>.</span>`)
      return
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_MS))
  }
  place.replaceChildren(
    html`<span>Its page takes long; it will be in the <a href=${addressOf('')}>list of runs</a>.</span>`,
  )
}
