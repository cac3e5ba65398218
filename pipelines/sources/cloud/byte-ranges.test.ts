import { describe, expect, test } from 'vitest'
import { planRanges, splitRange } from './byte-ranges.ts'

describe('byte ranges', () => {
  const at = (start: number, end: number) => ({ start, end })

  test('merge over small gaps, whatever their order, and stay apart over large ones', () => {
    expect(planRanges([at(50, 60), at(0, 10), at(12, 20)], 5, 100)).toEqual([
      { start: 0, end: 20 },
      { start: 50, end: 60 },
    ])
    expect(planRanges([], 5, 100)).toEqual([])
  })

  test('split evenly and cover every byte once', () => {
    for (const [start, end, limit] of [
      [0, 1, 4],
      [7, 23, 4],
      [0, 8, 4],
      [3, 12, 4],
    ] as const) {
      const pieces = splitRange(start, end, limit)
      expect(pieces[0]?.start).toBe(start)
      expect(pieces.at(-1)?.end).toBe(end)
      for (const [index, piece] of pieces.entries()) {
        expect(piece.end - piece.start).toBeLessThanOrEqual(limit)
        expect(piece.end).toBeGreaterThan(piece.start)
        if (index > 0) expect(piece.start).toBe(pieces[index - 1]?.end)
      }
    }
  })
})
