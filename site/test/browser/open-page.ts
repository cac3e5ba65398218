import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Whether there is a browser to test with. */
export const hasBrowser = existsSync(CHROMIUM)

/** How a page is looked at. */
export interface Look {
  readonly name: string
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
}

export const LOOKS: readonly Look[] = [
  { name: 'light', colorScheme: 'light', width: 1280 },
  { name: 'dark', colorScheme: 'dark', width: 1280 },
  { name: 'phone', colorScheme: 'light', width: 390 },
]

/** Starts a browser with an empty profile that reaches out for nothing of its own. */
export async function launchBrowser(): Promise<BrowserContext> {
  return await chromium.launchPersistentContext(await mkdtemp(join(tmpdir(), 'odum-browser-')), {
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface OpenedPage {
  readonly page: Page
  /** Console errors and warnings, uncaught errors, answers from 400 up, requests that left the origin. */
  readonly problems: readonly string[]
}

/** Opens a page and waits until it is quiet. */
export async function openPage(browser: BrowserContext, url: string, look: Look): Promise<OpenedPage> {
  const page = await browser.newPage()
  await page.setViewportSize({ width: look.width, height: 900 })
  await page.emulateMedia({ colorScheme: look.colorScheme })
  const problems: string[] = []
  const { origin } = new URL(url)
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', error => problems.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
      problems.push(`left the origin: ${request.url()}`)
  })
  page.on('response', response => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.waitForFunction('document.querySelectorAll(".observablehq--loading").length === 0')
  problems.push(...(await page.locator('.observablehq--error').allInnerTexts()))
  return { page, problems }
}
