import type { TimeSpan } from './time-zoom.js'

/** Options every chart over time shares, so that charts below each other line up. */
export function timeChart(width: number, height: number, span: TimeSpan) {
  return {
    width,
    height,
    marginLeft: width < 480 ? 52 : 72,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 26,
    x: {
      type: 'utc' as const,
      domain: [new Date(span[0]), new Date(span[1])],
      label: null,
      ticks: Math.max(3, width / 130),
    },
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
  }
}
