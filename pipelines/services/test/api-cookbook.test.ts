import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServiceBench } from './service-bench.ts'

/** Every recipe of the cookbook, run as it stands. */
const text = readFileSync(new URL('../../../docs/api-cookbook.md', import.meta.url), 'utf8')
const recipes = [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
  .map(([, recipe = '']) => recipe)
  .filter(recipe => recipe.includes('curl'))
  .map(recipe => {
    const [script = '', expected = ''] = recipe.split('\n# → ')
    return {
      script,
      expected: expected.trim(),
      title: script.split('\n').find(line => line.includes('curl')),
    }
  })

const isRunnable = ['bash', 'curl', 'python3'].every(name => spawnSync(name, ['--version']).status === 0)
const bench = new ServiceBench()
const run = promisify(execFile)

describe.skipIf(!isRunnable)('the API cookbook', () => {
  beforeAll(async () => {
    await bench.generate()
    await bench.start()
  })
  afterAll(() => bench.remove())

  test('has recipes, each with what it answers', () => {
    expect(recipes.length).toBeGreaterThan(20)
    expect(recipes.filter(recipe => recipe.expected === '')).toEqual([])
  })

  test.each(recipes)('$title', async ({ script, expected }) => {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: bench.folder,
      env: { PATH: process.env.PATH, ODUM: bench.service.url },
    })
    expect(stdout).toContain(expected)
  })
})
