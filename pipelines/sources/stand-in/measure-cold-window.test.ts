import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFixture, TRADES } from '../test/source-fixture.ts'
import { measureColdWindow } from './measure-cold-window.ts'

test('a cold window costs one request for identity and footer, and the ranges of its row groups', async () => {
  await using fixture = await sourceFixture()
  const measured = await measureColdWindow({
    file: join(fixture.folder, TRADES),
    timeColumn: 'ts_event',
    start: 1723075200000000000n + 5000n * 1000003n,
    end: 1723075200000000000n + 5100n * 1000003n,
    columns: ['ts_event', 'price', 'amount'],
    latencyMs: 1,
  })
  expect(measured).toMatchObject({ rows: 100, rowGroups: 1, requests: 2 })
  expect(measured.bytesFraction).toBeLessThan(0.3)
  expect(measured.bytes).toBeGreaterThan(65_536)
})
