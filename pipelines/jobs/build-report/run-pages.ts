import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The run id that Framework builds the one page of all runs for. Every run's page is that page with its own id in its
 *  place: a site of many runs is built as quickly as one of a single run. */
export const TEMPLATE_RUN = 'ODUM_RUN_ID'

/** Makes the page of each run from the one of `TEMPLATE_RUN`, and removes that. */
export async function writeRunPages(site: string, runIds: readonly string[]): Promise<void> {
  const template = join(site, 'runs', `${TEMPLATE_RUN}.html`)
  const html = await readFile(template, 'utf8')
  for (const runId of runIds) {
    await writeFile(join(site, 'runs', `${runId}.html`), html.replaceAll(TEMPLATE_RUN, runId))
  }
  await rm(template)
}
