import { expect, test } from 'vitest'
import { sourceFiles } from '../test/source-files.ts'

test('only the gate approves, and only the queue remembers what was approved', () => {
  const casts = sourceFiles(['.ts'])
    .filter(({ path, text }) => !path.endsWith('.test.ts') && /\bas Approved\b/.test(text))
    .map(({ path }) => path)
  expect(casts.toSorted()).toEqual(['engine/execution/pre-trade-gate.ts', 'engine/replay/command-queue.ts'])
})
