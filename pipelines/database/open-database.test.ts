import { afterEach, expect, test, vi } from 'vitest'
import { Database } from './open-database.ts'

afterEach(() => vi.unstubAllEnvs())

async function threadsOf(text: string): Promise<number> {
  vi.stubEnv('ODUM_DUCKDB_THREADS', text)
  using database = await Database.open()
  const reader = await (await database.connect()).runAndReadAll("select current_setting('threads')::integer")
  return Number(reader.getRows()[0]?.[0])
}

test('the number of threads comes from the environment', async () => {
  expect(await threadsOf('1')).toBe(1)
  expect(await threadsOf('3')).toBe(3)
  expect(await threadsOf('')).toBeGreaterThan(0)
})

test.each(['abc', '0', '-2', '1.5'])('%s threads are refused', async text => {
  await expect(threadsOf(text)).rejects.toMatchObject({ code: 'USAGE' })
})
