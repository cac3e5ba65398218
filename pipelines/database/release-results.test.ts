import { constants, PerformanceObserver } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { releaseResults } from './release-results.ts'

const isMinor = (entry: object): boolean =>
  'detail' in entry && (entry.detail as { kind: number }).kind === constants.NODE_PERFORMANCE_GC_MINOR

test('collects the young generation for every few megabytes', async () => {
  let collections = 0
  const observer = new PerformanceObserver(list => {
    collections += list.getEntries().filter(isMinor).length
  })
  observer.observe({ entryTypes: ['gc'] })
  for (let slice = 0; slice < 10; slice++) releaseResults(5 << 20)
  await expect.poll(() => collections).toBeGreaterThanOrEqual(10)
  observer.disconnect()
})

test('collects what nothing refers to once much was read', async () => {
  let wasFreed = false
  const registry = new FinalizationRegistry(() => {
    wasFreed = true
  })
  const drop = (): void => registry.register({ rows: new Array(100) }, 'result')
  drop()
  releaseResults(300 << 20)
  await expect.poll(() => wasFreed).toBe(true)
})
