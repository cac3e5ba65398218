import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { validateModule } from './validate-module.ts'

const ROOT = join(import.meta.dirname, '../..')
const ENGINE = join(ROOT, 'engine/index.ts')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'odum-validate-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const STRATEGY = (body: string) => `import type { StrategyFactory } from '${ENGINE}'
export function strategy(): StrategyFactory {
  return context => ({
    onTrade(instrumentIndex) {
      ${body}
    },
  })
}
`

const TWAP = `import { ALGORITHMS, type AlgorithmDefinition } from '${ENGINE}'
const twap = ALGORITHMS.find(({ id }) => id === 'twap')
if (twap === undefined) throw new Error('no twap')
`

describe('a file of one’s own', () => {
  test('passes when it can be used', async () => {
    const example = join(ROOT, 'configs/strategies/join-best.ts')
    const parameters = { quantity: '0.010', position_max: '0.050' }
    expect(await validateModule(example, 'strategy', { parameters })).toEqual({ ok: true, problems: [] })
    const twap = written(
      'twap.ts',
      `${TWAP}export const algorithm: AlgorithmDefinition = { ...twap, id: 'mine' }\n`,
    )
    expect(await validateModule(twap, 'algorithm')).toEqual({ ok: true, problems: [] })
  })

  test.each([
    ['is absent', undefined, { stage: 'read', line: 0 }],
    ['does not parse', 'export function strategy( {\n', { stage: 'syntax' }],
    [
      'has a wrong type',
      STRATEGY("context.submitMarket(instrumentIndex, 1, 'lots')"),
      { stage: 'types', line: 5, column: 48, message: expect.stringContaining("Argument of type 'string'") },
    ],
    [
      'uses what Node has',
      STRATEGY('process.exit(instrumentIndex)'),
      { stage: 'types', line: 5, column: 7, message: expect.stringContaining("Cannot find name 'process'") },
    ],
    ['exports something else', 'export const other = 1\n', { stage: 'interface' }],
    ['exports it wrongly', 'export const strategy = 5\n', { stage: 'interface' }],
    [
      'fails at the first print',
      STRATEGY(`throw new Error('on ' + instrumentIndex + context.nowNs)`),
      { stage: 'run', message: expect.stringContaining('in onTrade: on 01000000000') },
    ],
    [
      'loads what there is not',
      `import '${join(ROOT, 'engine/errors.ts')}'\n${STRATEGY('')}`,
      { stage: 'interface' },
    ],
  ])('that %s is refused with its place', async (_name, text, problem) => {
    const file = text === undefined ? join(folder, 'absent.ts') : written('tried.ts', text)
    const { ok, problems } = await validateModule(file, 'strategy')
    expect(ok).toBe(false)
    expect(problems[0]).toMatchObject(problem)
  })

  test('of an algorithm must bear its own example and leave the engine its names', async () => {
    const taken = written('taken.ts', `${TWAP}export const algorithm: AlgorithmDefinition = twap\n`)
    const spoilt = written(
      'spoilt.ts',
      `${TWAP}export const algorithm: AlgorithmDefinition = { ...twap, id: 'mine', example: { parameters: { a: 1 } } }\n`,
    )
    const [first, second] = [
      await validateModule(taken, 'algorithm'),
      await validateModule(spoilt, 'algorithm'),
    ]
    expect(first.problems[0]).toMatchObject({
      stage: 'interface',
      message: expect.stringContaining('"twap"'),
    })
    expect(second.problems[0]).toMatchObject({ stage: 'run', message: expect.stringContaining('example') })
  })

  test('is checked as it would be before it is saved, and leaves nothing behind', async () => {
    const file = written('kept.ts', STRATEGY(''))
    const before = readdirSync(folder)
    const text = STRATEGY("context.cancel('id')")
    const { problems } = await validateModule(file, 'strategy', { text })
    expect(problems[0]).toMatchObject({ stage: 'types', line: 5 })
    expect(readdirSync(folder)).toEqual(before)
  })
})
