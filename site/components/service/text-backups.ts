import { formatBytes } from '../format.js'
import { html } from '../std.js'
import { errorNote } from './service-page.js'
import type { TextStore } from './text-store.js'

/** The dated copies of a text, newest first: each can be compared and put back. */
export async function backupList(
  store: TextStore,
  name: string,
  act: { diff(before: string): HTMLElement; restore(backup: string): Promise<void> },
): Promise<HTMLElement> {
  const backups = await store.backups(name)
  if (backups.length === 0) {
    return html`<p class="odum-empty">There is no backup yet; the first is made when it is saved again.</p>`
  }
  const shown = html`<div></div>`
  const attempt = async (what: Promise<unknown>): Promise<void> => {
    await what.catch((error: unknown) => shown.replaceChildren(errorNote(error)))
  }
  const compare = async (backup: string): Promise<void> =>
    shown.replaceChildren(act.diff(await store.readBackup(name, backup)))
  return html`<div><ul class="odum-backups" aria-label="Backups">${backups.map(
    ({ backup, bytes }) => html`<li><span>${readable(backup)} <small>${formatBytes(bytes)}</small></span>
      <button type="button" onclick=${() => void attempt(compare(backup))}>Compare</button>
      <button type="button" onclick=${() => void attempt(act.restore(backup))}>Restore</button></li>`,
  )}</ul>${shown}</div>`
}

/** `2024-05-01T10-20-30.123Z` as date and time. */
function readable(backup: string): string {
  return backup.replace(/^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d).*$/, '$1 $2:$3:$4 UTC')
}
