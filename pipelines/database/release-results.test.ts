import { expect, test } from 'vitest'
import { releaseResults } from './release-results.ts'

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
