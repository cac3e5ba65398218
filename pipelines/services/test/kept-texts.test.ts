import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, codeOf, ServiceBench } from './service-bench.ts'

/** Configurations and algorithms of one's own, as an editor saves them. */
const bench = new ServiceBench()
let demo = ''

beforeAll(async () => {
  await bench.generate(500, 200)
  await bench.start()
  demo = String((await bench.ask('/api/configs/demo')).body.text)
})
afterAll(() => bench.remove())

const etagOf = (answer: Answer) => String(answer.body.etag)
const described = (text: string, words: string) =>
  text.replace(/"description": "[^"]*"/, `"description": "${words}"`)

describe('configurations', () => {
  const save = (text: string, ifMatch?: string, name = 'mine') =>
    bench.post('/api/configs', { name, text }, ifMatch === undefined ? {} : { 'if-match': ifMatch })

  test('are saved over the version that was read alone, and what stood before can be put back', async () => {
    const first = await save(described(demo, 'first'))
    expect(first.status, first.text).toBe(200)
    const read = await bench.ask('/api/configs/mine')
    expect([read.body.etag, read.headers.get('etag')]).toEqual([etagOf(first), etagOf(first)])
    expect([read.body.is_valid, read.body.is_read_only]).toEqual([true, false])

    const unguarded = await save(described(demo, 'second'))
    expect([unguarded.status, codeOf(unguarded)]).toEqual([428, 'TEXT_UNGUARDED'])
    const second = await save(described(demo, 'second'), etagOf(first))
    expect(second.status).toBe(200)
    const late = await save(described(demo, 'third'), etagOf(first))
    expect([late.status, codeOf(late)]).toEqual([412, 'TEXT_CONFLICT'])

    const { backups } = (await bench.ask('/api/configs/mine/backups')).body as {
      backups: { backup: string }[]
    }
    expect(backups).toHaveLength(1)
    const restored = await bench.post('/api/configs/mine/restore', { backup: backups[0]?.backup })
    expect(restored.status).toBe(200)
    expect((await bench.ask('/api/configs/mine')).body.text).toBe(described(demo, 'first'))
    expect(((await bench.ask('/api/configs/mine/backups')).body.backups as object[]).length).toBe(2)
  })

  test('of several editors at once: one wins, the others are told', async () => {
    const before = etagOf(await bench.ask('/api/configs/mine'))
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(words => save(described(demo, words), before)))
    expect(answers.map(answer => answer.status).toSorted()).toEqual([200, 412, 412, 412])
  })

  test('are refused with the place of each fault, and nothing is written', async () => {
    const wrong = demo.replace('"instrument"', '"instrumnet"')
    const answer = await save(wrong, undefined, 'wrong')
    expect([answer.status, codeOf(answer)]).toEqual([422, 'TEXT_REFUSED'])
    const { problems } = answer.body.error as {
      problems: { line: number; column: number; message: string }[]
    }
    const line = wrong.split('\n').findIndex(text => text.includes('instrumnet')) + 1
    expect(problems).toContainEqual(
      expect.objectContaining({
        line,
        column: 3,
        message: expect.stringContaining('did you mean "instrument"?'),
      }),
    )
    const broken = await bench.post('/api/configs/validate', { text: '{\n  "instrument": }' })
    expect(broken.body).toMatchObject({ is_valid: false, problems: [{ line: 2 }] })
    expect(existsSync(join(bench.folder, 'configs', 'wrong.json'))).toBe(false)
  })

  test('that come with the project are read-only', async () => {
    const answer = await save(demo, etagOf(await bench.ask('/api/configs/demo')), 'demo')
    expect([answer.status, codeOf(answer)]).toEqual([403, 'TEXT_READ_ONLY'])
  })

  test('are run by their name', async () => {
    const run = await bench.post('/api/backtest/run?wait=true', { config: 'mine', fast: true })
    expect([run.body.state, run.body.config]).toEqual(['done', 'mine'])
  })
})

const STRATEGY = `/** Looks on. */
export const strategy = () => () => ({
  onTrade() {},
})
`

describe('algorithms', () => {
  const save = (text: string, ifMatch?: string, id = 'own') => {
    const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch }
    return bench.post('/api/algorithms/save', { id, kind: 'strategy', text }, headers)
  }

  test('of the engine are listed with their parameters and source, and are read-only', async () => {
    const list = (await bench.ask('/api/algorithms/')).body.algorithms as { id: string; origin: string }[]
    expect(list.filter(({ origin }) => origin === 'built_in').map(({ id }) => id)).toContain('twap')
    const twap = await bench.ask('/api/algorithms/twap')
    expect(twap.body).toMatchObject({ is_read_only: true, parameters: { type: 'object' } })
    expect(twap.body.text).toContain("id: 'twap'")
    const answer = await save(STRATEGY, undefined, 'twap')
    expect([answer.status, codeOf(answer)]).toEqual([403, 'TEXT_READ_ONLY'])
  })

  test('are refused with the line of a syntax error, then saved and kept in versions', async () => {
    const broken = await save(STRATEGY.replace('onTrade() {}', 'onTrade: = 1'))
    expect([broken.status, codeOf(broken)]).toEqual([422, 'TEXT_REFUSED'])
    const { problems } = broken.body.error as { problems: { line: number; stage: string }[] }
    expect(problems[0]).toMatchObject({ line: 3, stage: 'syntax' })
    const untyped = await save(STRATEGY.replace('onTrade() {}', "onTrade() { return 1 + '2'.lenght }"))
    expect(untyped.body).toMatchObject({ error: { problems: [{ line: 3, stage: 'types' }] } })
    const saved = await save(STRATEGY)
    expect(saved.status, saved.text).toBe(200)
    expect(readFileSync(join(bench.folder, 'algorithms', 'own.ts'), 'utf8')).toBe(STRATEGY)
    const next = await save(`${STRATEGY}// changed\n`, etagOf(saved))
    expect(next.status).toBe(200)
    const { backups } = (await bench.ask('/api/algorithms/own/backups')).body as {
      backups: { backup: string }[]
    }
    await bench.post('/api/algorithms/own/restore', { backup: backups[0]?.backup })
    expect((await bench.ask('/api/algorithms/own')).body.text).toBe(STRATEGY)
  })

  test('that export nothing to run are refused', async () => {
    const answer = await bench.post('/api/algorithms/validate', { text: 'const x = 1\n', kind: 'algorithm' })
    expect(answer.body).toMatchObject({ is_valid: false, problems: [{ stage: 'interface' }] })
  })

  test('of one\u2019s own are run in the sandbox of a run', async () => {
    const custom = described(demo, 'custom').replace(
      /"strategy": \{[^}]*\}/,
      '"strategy": { "name": "custom", "module": "../algorithms/own.ts" }',
    )
    const saved = await bench.post('/api/configs', { name: 'custom', text: custom })
    expect(saved.status, saved.text).toBe(200)
    const run = await bench.post('/api/backtest/run?wait=true', { config: 'custom', fast: true })
    expect(run.body.state, run.text).toBe('done')
  })
})
