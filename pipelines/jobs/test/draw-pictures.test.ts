import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawPictures, findChromium } from '../build-report/draw-pictures.ts'

let folder: string
let charts: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-pictures-'))
  charts = join(folder, 'charts')
  await mkdir(charts)
  await writeFile(join(charts, 'equity.html'), '<svg viewBox="0 0 860 220"><path d="M0,0L9,9"/></svg>')
})
afterAll(() => rm(folder, { recursive: true }))

test('without a browser, the message says what was searched and what to do', () => {
  expect(() => findChromium({ PATH: folder })).toThrow(/chromium on the PATH.*ODUM_CHROMIUM/s)
  expect(() => findChromium({ ODUM_CHROMIUM: join(folder, 'none') })).toThrow(
    expect.objectContaining({ code: 'CHROMIUM_MISSING' }),
  )
})

test('a program that draws nothing is told with its output', async () => {
  await expect(drawPictures('/bin/false', charts, join(folder, 'none'))).rejects.toMatchObject({
    code: 'CHROMIUM_FAILED',
  })
})

describe.skipIf(!existsSync('/usr/bin/chromium'))('with Chromium', () => {
  test('each chart becomes a picture of its name', { timeout: 60_000 }, async () => {
    const pictures = await drawPictures(findChromium(), charts, join(folder, 'pictures'))
    expect(pictures).toEqual([join(folder, 'pictures', 'equity.png')])
    const bytes = await readFile(pictures[0] ?? '')
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([
      2000,
      2 * (120 + Math.ceil((220 / 860) * 1000)),
    ])
  })
})
