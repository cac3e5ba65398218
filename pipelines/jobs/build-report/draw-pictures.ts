import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { ChromiumFailedError, ChromiumMissingError } from '../../errors.ts'

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const WIDTH_PX = 1000
/** What stands above and below a chart: title, summary, margins. */
const FRAME_PX = 120
/** A picture takes well under a second; beyond this the browser hangs. */
const PICTURE_MS_MAX = 60_000
const OUTPUT_CHARS_KEPT = 2_000

/** Chromium or Chrome: `ODUM_CHROMIUM`, else the first of the usual names on the PATH. @throws ChromiumMissingError */
export function findChromium(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = env.ODUM_CHROMIUM
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new ChromiumMissingError({ searched: [`ODUM_CHROMIUM=${named}`] })
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const found = PROGRAMS.flatMap(program => folders.map(folder => join(folder, program))).find(existsSync)
  if (found !== undefined) return found
  throw new ChromiumMissingError({ searched: PROGRAMS.map(program => `${program} on the PATH`) })
}

/** Draws every HTML file of `charts` into a PNG of its name in `folder`. @returns the files, ascending
 *  @throws ChromiumFailedError */
export async function drawPictures(
  program: string,
  charts: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const profile = await mkdtemp(join(tmpdir(), 'odum-chromium-'))
  const pictures: string[] = []
  try {
    for (const name of (await readdir(charts)).sort()) {
      const picture = join(folder, name.replace(/\.html$/, '.png'))
      await draw(program, profile, join(charts, name), picture, signal)
      pictures.push(picture)
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return pictures
}

/** The height in pixels that a chart's page takes at the window's width. */
async function heightOf(page: string): Promise<number> {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(await readFile(page, 'utf8')) ?? []
  return FRAME_PX + Math.ceil((Number(height ?? 1) / Number(width ?? 1)) * WIDTH_PX)
}

async function draw(
  program: string,
  profile: string,
  page: string,
  picture: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = [
    ...[
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--hide-scrollbars',
    ],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ...[
      '--force-device-scale-factor=2',
      `--user-data-dir=${profile}`,
      `--window-size=${WIDTH_PX},${await heightOf(page)}`,
    ],
    ...[`--screenshot=${picture}`, pathToFileURL(page).href],
  ]
  const settings = { timeout: PICTURE_MS_MAX, ...(signal === undefined ? {} : { signal }) }
  const output = await promisify(execFile)(program, options, settings).then(
    ({ stderr }) => stderr,
    (error: Error & { readonly stderr?: string }) => {
      signal?.throwIfAborted()
      return error.stderr ?? error.message
    },
  )
  if (existsSync(picture)) return
  throw new ChromiumFailedError({ program, picture, output: output.slice(-OUTPUT_CHARS_KEPT) })
}
