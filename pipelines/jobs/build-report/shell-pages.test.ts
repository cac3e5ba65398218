import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillShell, hashedName, standIn } from './shell-pages.ts'

const STAND_IN = hashedName('template.json', standIn('template.json'))
const ANSWER = '[{"run":"ü"}]'
const ANSWER_FILE = hashedName('template.json', ANSWER)

let site: string

beforeEach(async () => {
  site = await mkdtemp(join(tmpdir(), 'odum-shell-'))
  for (const folder of ['runs', 'notebooks', '_file/notebooks', '_import/notebooks'])
    await mkdir(join(site, folder), { recursive: true })
})

afterEach(() => rm(site, { recursive: true }))

function write(name: string, text: string): Promise<void> {
  return writeFile(join(site, name), text)
}

function read(name: string): Promise<string> {
  return readFile(join(site, name), 'utf8')
}

/** A sidebar as Framework writes it. */
function sidebar(link: string, classes = 'observablehq-link'): string {
  return `<ol>\n    <li class="${classes}"><a href="${link}ODUM_RUN_ID.html">ODUM_RUN_ID</a></li>\n  </ol>`
}

const attachment = (file: string, facts: string): string =>
  `{"name":"./template.json","mimeType":"application/json","path":"../_file/notebooks/${file}",${facts}}`

async function writeShell(): Promise<void> {
  await write('index.html', sidebar('./runs/'))
  await write(
    'runs/ODUM_RUN_ID.html',
    `<title>ODUM_RUN_ID</title>${sidebar('./', 'observablehq-link observablehq-link-active')}`,
  )
  const attached = attachment(STAND_IN, '"lastModified":1,"size":27')
  const other = attachment('other.12345678.json', '"size":3')
  await write('notebooks/template.html', `registerFile("./template.json", ${attached});\n(${other})`)
  await write('_import/notebooks/part.js', `FileAttachment(${attached}, import.meta.url)`)
  await write(`_file/notebooks/${STAND_IN}`, standIn('template.json'))
}

test('a shell is filled with pages, sidebars and answers', async () => {
  await writeShell()
  await fillShell(site, {
    runIds: ['A', 'B'],
    names: new Map([['B', 'TWAP & <b>']]),
    answers: new Map([
      ['template.json', ANSWER],
      ['nowhere.json', '[]'],
    ]),
    answeredAtMs: 1_700_000_000_000,
  })
  expect(await readdir(join(site, 'runs'))).toEqual(['A.html', 'B.html'])
  expect(await read('index.html')).toBe(
    '<ol>\n    <li class="observablehq-link"><a href="./runs/A.html">A</a></li>' +
      '\n    <li class="observablehq-link"><a href="./runs/B.html">TWAP &amp; &lt;b></a></li>\n  </ol>',
  )
  expect(await read('runs/A.html')).toBe(
    '<title>A</title><ol>\n    <li class="observablehq-link observablehq-link-active"><a href="./A.html">A</a></li>' +
      '\n    <li class="observablehq-link"><a href="./B.html">TWAP &amp; &lt;b></a></li>\n  </ol>',
  )
  const attached = attachment(ANSWER_FILE, '"lastModified":1700000000000,"size":14')
  const other = attachment('other.12345678.json', '"size":3')
  expect(await read('notebooks/template.html')).toBe(
    `registerFile("./template.json", ${attached});\n(${other})`,
  )
  expect(await read('_import/notebooks/part.js')).toBe(`FileAttachment(${attached}, import.meta.url)`)
  expect(await readdir(join(site, '_file/notebooks'))).toEqual([ANSWER_FILE])
  expect(await read(`_file/notebooks/${ANSWER_FILE}`)).toBe(ANSWER)
})

test('a shell without runs has an empty sidebar and no run pages', async () => {
  await writeShell()
  await fillShell(site, {
    runIds: [],
    names: new Map(),
    answers: new Map([['template.json', '[]']]),
    answeredAtMs: undefined,
  })
  expect(await readdir(join(site, 'runs'))).toEqual([])
  expect(await read('index.html')).toBe('<ol>\n  </ol>')
  expect(await read('notebooks/template.html')).not.toContain('lastModified')
})
