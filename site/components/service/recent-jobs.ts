import { html } from '../std.js'
import type { Job } from './run-progress.js'
import { addressOf, ask } from './service-api.js'

const SHOWN = 12

/** The newest jobs of the service: those at work can be followed, those that are done opened. */
export async function recentJobs(follow: (job: Job) => void): Promise<HTMLElement> {
  const { jobs, total } = await ask<{ jobs: readonly Job[]; total: number }>(
    `api/backtest/jobs?limit=${SHOWN}`,
  )
  const pages = new Set(await Promise.all(jobs.map(async job => ((await hasPage(job)) ? job.run_id : ''))))
  if (jobs.length === 0) return html`<p class="odum-empty">No backtest has been run here yet.</p>`
  return html`<div class="odum-scroll" tabindex="0" role="region" aria-label="Recent runs"><table class="odum-table">
    <caption>${total > SHOWN ? `The newest ${SHOWN} of ${total} runs` : 'Runs of this service'}</caption>
    <thead><tr><th scope="col">Run</th><th scope="col">Configuration</th><th scope="col">Mode</th><th scope="col">Asked at, UTC</th><th scope="col">State</th></tr></thead>
    <tbody>${jobs.map(
      job => html`<tr><td>${pages.has(job.run_id) ? html`<a href=${addressOf(`runs/${job.run_id}`)}>${job.run_id}</a>` : job.run_id}</td><td>${job.config === 'request' ? 'changed in the form' : job.config}</td><td>${job.mode}</td>
        <td>${job.created_at.slice(0, 19).replace('T', ' ')}</td>
        <td>${
          job.state === 'queued' || job.state === 'running'
            ? html`${job.state} <button type="button" onclick=${() => follow(job)}>Follow</button>`
            : html`<span title=${job.error?.message ?? ''}>${job.state}</span>`
        }</td></tr>`,
    )}</tbody></table></div>`
}

/** Whether there is something to open already. */
async function hasPage({ state, mode, run_id }: Job): Promise<boolean> {
  if (state !== 'done' || mode !== 'report') return false
  return (
    (await ask<{ has_page: boolean | null }>(`api/site?run=${encodeURIComponent(run_id)}`)).has_page === true
  )
}
