import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALGORITHMS } from '../../engine/index.ts'
import type { CommandIo } from './command-io.ts'
import { parentOverrides } from './parent-option.ts'
import { runCli } from './run-cli.ts'

const EXAMPLE = resolve('configs/algorithms/half-then-rest.ts')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'odum-algorithms-command-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...argv: string[]): Promise<{ status: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []]
  const io: CommandIo = {
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
    isTerminal: false,
    log: pino({ enabled: false }),
    write: text => out.push(text),
    notify: line => notes.push(line),
  }
  const status = await runCli(['algorithms', ...argv], io)
  return { status, out: out.join(''), notes: notes.join('\n') }
}

test('ls names every algorithm', async () => {
  const { status, out } = await run('ls', '--json')
  expect(status).toBe(0)
  expect(JSON.parse(out)).toEqual(ALGORITHMS.map(({ id, title, summary }) => ({ id, title, summary })))
})

describe('show', () => {
  test.each(ALGORITHMS)(
    '$id tells its formula and parameters',
    async ({ id, formula, parameters, example }) => {
      const { out } = await run('show', id)
      expect(out).toContain(formula)
      for (const name of Object.keys(example.parameters)) expect(out).toContain(`  ${name}`)
      const shown = JSON.parse((await run('show', id, '--json')).out)
      expect(shown.parameters).toMatchObject({ type: 'object', additionalProperties: false })
      expect(parameters.safeParse(shown.example.parameters).success).toBe(true)
    },
  )

  test('an unknown one is answered with the nearest', async () => {
    const { status, notes } = await run('show', 'twpa')
    expect(status).toBe(2)
    expect(notes).toContain('Did you mean "twap"?')
  })

  test('a file of one’s own is shown from inside the sandbox, and the same where it is trusted', async () => {
    const { out, status } = await run('show', EXAMPLE)
    expect(status).toBe(0)
    expect(out).toContain('wait_secs, required')
    expect((await run('show', EXAMPLE, '--trust-modules')).out).toBe(out)
    expect((await run('show', 'absent.ts')).notes).toContain('cannot be read')
  })
})

describe('validate', () => {
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  test('finds nothing wrong with the example', async () => {
    expect(await run('validate', EXAMPLE)).toMatchObject({ status: 0, notes: '' })
  })

  test.each([
    ['syntax.ts', 'const a = 1\n  let b = = 2\n', 'line 2, column 11'],
    ['enum.ts', 'enum Side { BUY }\n', 'line 1, column 1'],
    ['other.ts', 'export const strategy = 1\n', "no exported member 'algorithm'"],
  ])('%s is refused with what is wrong', async (name, text, problem) => {
    const { status, notes } = await run('validate', file(name, text))
    expect(status).toBe(2)
    expect(notes).toContain(problem)
  })

  test('a file that is not there is named', async () => {
    expect((await run('validate', 'absent.ts')).notes).toContain('cannot be read')
  })

  test('prints its problems as JSON', async () => {
    const { out } = await run('validate', file('bad.ts', 'let = \n'), '--json')
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ line: 1, stage: 'syntax' }] })
  })
})

describe('--parent', () => {
  test('tells keys of a parent from parameters of its algorithm', () => {
    const text =
      'side=BUY,quantity=1.50,start=2024-05-01T00:00:00Z,algorithm=vwap,horizon_secs=30,volume_profile=1:2.5:3'
    expect(parentOverrides([text]).map(({ path, value }) => [path.join('.'), value])).toEqual([
      ['strategy', { name: 'parent_orders', parents: [] }],
      [
        'strategy.parents.0',
        {
          side: 'BUY',
          quantity: '1.50',
          start: '2024-05-01T00:00:00Z',
          algorithm: 'vwap',
          parameters: { horizon_secs: 30, volume_profile: [1, 2.5, 3] },
        },
      ],
    ])
  })

  test('may be repeated, and is absent without one', () => {
    expect(parentOverrides(['side=BUY', 'side=SELL']).map(({ path }) => path.at(-1))).toEqual([
      'strategy',
      '0',
      '1',
    ])
    expect(parentOverrides([])).toEqual([])
  })

  test('refuses what is no key and value', () => {
    expect(() => parentOverrides(['side=BUY,10'])).toThrow('expected key=value, found "10"')
  })
})
