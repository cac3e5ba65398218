import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The run id that Framework builds the one page of all runs for. Every run's page is that page with its own id in its
 *  place. */
export const TEMPLATE_RUN = 'ODUM_RUN_ID'

/** Runs listed in the sidebar, the latest; the comparison table lists all. */
export const SIDEBAR_RUNS_MAX = 30

/** A sidebar's line of the template run. */
const SIDEBAR_LINE = new RegExp(
  `(\\n *<li class="observablehq-link)(?: observablehq-link-active)?("><a href="[^"]*)${TEMPLATE_RUN}\\.html">${TEMPLATE_RUN}</a></li>`,
)

/** What Framework writes of an attached file, into pages and into modules beside them. */
const ATTACHMENT =
  /\{"name":"[^"\\]*","mimeType":"[^"\\]*","path":"[^"\\]*"(?:,"lastModified":\d+)?(?:,"size":\d+)?\}/g

export interface ShellContents {
  /** Runs that have a page, ascending. */
  readonly runIds: readonly string[]
  /** What the sidebar calls runs, by their ids; those it does not name go by the id. */
  readonly names: ReadonlyMap<string, string>
  /** What the notebooks' queries answered, by the name of the file attached. */
  readonly answers: ReadonlyMap<string, string>
  /** When what they read was last written, in milliseconds of the epoch; undefined of no runs. */
  readonly answeredAtMs: number | undefined
}

/** What a shell holds in the place of an answer: a text that leads to a file name like no other's. */
export function standIn(name: string): string {
  return JSON.stringify(`the answer of ${name}`)
}

/** Puts runs and answers into a shell: a page and a line of the sidebar for each run, and the answers as files that pages
 *  attach under the names Framework would give them. */
export async function fillShell(site: string, contents: ShellContents): Promise<void> {
  const attachments = await writeAnswers(site, contents)
  const template = join('runs', `${TEMPLATE_RUN}.html`)
  for (const name of await readdir(site, { recursive: true })) {
    const isPage = name.endsWith('.html')
    if (name === template || !(isPage || (name.startsWith('_import') && name.endsWith('.js')))) continue
    const file = join(site, name)
    const text = await readFile(file, 'utf8')
    const attached = attachFiles(text, attachments)
    const filled = isPage ? fillSidebar(attached, contents, undefined) : attached
    if (filled !== text) await writeFile(file, filled)
  }
  const page = await readFile(join(site, template), 'utf8')
  for (const runId of contents.runIds) {
    const html = fillSidebar(page, contents, runId).replaceAll(TEMPLATE_RUN, runId)
    await writeFile(join(site, 'runs', `${runId}.html`), html)
  }
  await rm(join(site, template))
}

interface Attachment {
  readonly file: string
  readonly lastModified?: number
  readonly size: number
}

/** Writes the answers in the place of their stand-ins. @returns what pages attach, by the name of the stand-in's file */
async function writeAnswers(
  site: string,
  { answers, answeredAtMs }: ShellContents,
): Promise<Map<string, Attachment>> {
  const folder = join(site, '_file', 'notebooks')
  const attachments = new Map<string, Attachment>()
  await mkdir(folder, { recursive: true })
  for (const [name, text] of answers) {
    const [from, to] = [hashedName(name, standIn(name)), hashedName(name, text)]
    // A query that no page attaches has no stand-in either.
    const isAttached = await rm(join(folder, from)).then(
      () => true,
      () => false,
    )
    if (!isAttached) continue
    await writeFile(join(folder, to), text)
    attachments.set(from, {
      file: to,
      ...(answeredAtMs !== undefined && { lastModified: answeredAtMs }),
      size: Buffer.byteLength(text),
    })
  }
  return attachments
}

/** The name that Framework gives an attached file: with the start of its content's hash. */
export function hashedName(name: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return name.replace(/(\.[^.]+)$/, `.${hash}$1`)
}

function attachFiles(text: string, attachments: ReadonlyMap<string, Attachment>): string {
  return text.replaceAll(ATTACHMENT, written => {
    const { name, mimeType, path } = JSON.parse(written) as Readonly<Record<string, string>>
    const [, folder = '', standInFile = ''] = /^(.*\/)?([^/]*)$/.exec(path ?? '') ?? []
    const attachment = attachments.get(standInFile)
    if (attachment === undefined) return written
    const { file, ...facts } = attachment
    return JSON.stringify({ name, mimeType, path: folder + file, ...facts })
  })
}

/** Lists the latest runs in the place of the template's line. @param current the run whose page it is */
function fillSidebar(html: string, { runIds, names }: ShellContents, current: string | undefined): string {
  return html.replace(SIDEBAR_LINE, (_, start: string, link: string) =>
    runIds
      .slice(-SIDEBAR_RUNS_MAX)
      .map(
        id =>
          `${start}${id === current ? ' observablehq-link-active' : ''}${link}${id}.html">${escaped(names.get(id) ?? id)}</a></li>`,
      )
      .join(''),
  )
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
