import { html } from './std.js'

/** Says why there is nothing to show and which command makes something. */
export function emptyNote(reason: string, command: string): HTMLElement {
  return html`<p class="odum-empty">${reason} To have some:</p><pre class="odum-config"><code>${command}</code></pre>`
}
