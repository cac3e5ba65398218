import { html } from '../std.js'
import { isServed, ServiceError } from './service-api.js'

/** The part of a page that needs the service: made when it answers, otherwise replaced by how to start it. */
export function servicePage(build: () => Promise<Element> | Element): HTMLElement {
  const place = html`<div class="odum-service"><p class="odum-empty">Asking the service …</p></div>`
  void fill(place, build)
  return place
}

async function fill(place: HTMLElement, build: () => Promise<Element> | Element): Promise<void> {
  if (!(await isServed())) {
    place.replaceChildren(absence())
    return
  }
  try {
    place.replaceChildren(await build())
  } catch (error) {
    place.replaceChildren(errorNote(error))
  }
}

function absence(): HTMLElement {
  return html`<div class="odum-note odum-absent">
    <p><strong>This page works with the backtest service, which does not answer here.</strong></p>
    <p>In a checkout of the project, start it and open the address it prints:</p>
    <pre tabindex="0">npm run odum -- serve</pre>
    <p>Reports and notebooks need no service and stay as they are.</p>
  </div>`
}

/** Why something could not be done, with every single problem. */
export function errorNote(error: unknown): HTMLElement {
  const problems = error instanceof ServiceError ? error.problems : []
  const isSignedOut = error instanceof ServiceError && error.status === 401
  return html`<div class="odum-note odum-failure" role="alert">
    <p>${error instanceof Error ? error.message : String(error)}</p>
    ${problems.length === 0 ? '' : html`<ul>${problems.map(({ message, path, line }) => html`<li>${place(path, line)}${message}</li>`)}</ul>`}
    ${isSignedOut ? html`<p><a href="/sign-in">Sign in again</a></p>` : ''}
  </div>`
}

function place(path: string | undefined, line: number | undefined): HTMLElement | string {
  const text = [line === undefined || line === 0 ? '' : `line ${line}`, path ?? ''].filter(Boolean).join(', ')
  return text === '' ? '' : html`<code>${text}</code> `
}

/** A line that tells what has just happened, for readers and screen readers alike. */
export function statusLine(): HTMLElement {
  return html`<p class="odum-said" role="status" aria-live="polite"></p>`
}
