import { expect, test } from 'vitest'
import { escaped, svgChart, valueTicks } from '../summary/svg-chart.ts'

test('ticks are round and lie inside the range', () => {
  expect(valueTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])
  expect(valueTicks(-12.4, 2.3)).toEqual([-10, -5, 0])
  for (const [low, high] of [
    [998_480, 1_000_005],
    [-0.15, 0],
  ] as const) {
    const ticks = valueTicks(low, high)
    expect(ticks.length).toBeGreaterThan(2)
    expect(ticks.every(tick => tick >= low && tick <= high)).toBe(true)
  }
})

test('a chart is text with its summary as the alternative, and places values by its scales', () => {
  const svg = svgChart({
    text: { title: 'A < B', unit: 'USDT', summary: 'It rose.' },
    curves: [
      {
        name: 'a',
        colour: '#000',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: null },
          { x: 2, y: 4 },
        ],
      },
    ],
    xTicks: [[0, 'start']],
    formatY: String,
    height: 134,
  })
  expect(svg).toContain('aria-label="A &lt; B. It rose."')
  expect(svg).toContain('d="M60.0,108.0L840.0,8.0"')
})

test('a chart without values is drawn empty', () => {
  const text = { title: 'Empty', unit: '', summary: 'Nothing.' }
  expect(svgChart({ text, curves: [], xTicks: [], formatY: String })).not.toContain('NaN')
  expect(escaped('"<&>"')).toBe('&quot;&lt;&amp;&gt;&quot;')
})
