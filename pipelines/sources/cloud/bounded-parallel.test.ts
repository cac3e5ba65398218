import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { mapInParallel } from './bounded-parallel.ts'

test('keeps order and never exceeds the width', async () => {
  let running = 0
  let most = 0
  const results = await mapInParallel([5, 1, 4, 2, 3, 0], 3, async delayMs => {
    most = Math.max(most, ++running)
    await sleep(delayMs)
    running--
    return delayMs * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30, 0])
  expect(most).toBe(3)
  expect(await mapInParallel([], 3, async () => 1)).toEqual([])
})

test('begins nothing after a failure and settles before it rejects', async () => {
  const begun: number[] = []
  let settled = 0
  const work = mapInParallel([0, 1, 2, 3, 4, 5], 2, async item => {
    begun.push(item)
    await sleep(item === 0 ? 1 : 10)
    settled++
    if (item === 0) throw new Error('first')
  })
  await expect(work).rejects.toThrow('first')
  expect(begun).toEqual([0, 1])
  expect(settled).toBe(2)
})
