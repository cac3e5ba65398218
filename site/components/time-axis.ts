import type { TimeSpan } from './time-zoom.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Options every chart over time shares, so that charts below each other line up. */
export function timeChart(width: number, height: number, span: TimeSpan) {
  return {
    width,
    height,
    marginLeft: width < 480 ? 60 : 76,
    marginRight: 24,
    marginTop: 10,
    marginBottom: 26,
    x: {
      type: 'utc' as const,
      domain: [new Date(span[0]), new Date(span[1])],
      label: null,
      ticks: Math.max(3, Math.floor(width / 130)),
      tickFormat: timeTicks(span[1] - span[0]),
    },
    style: { background: 'none', fontSize: '12px', fontVariantNumeric: 'tabular-nums' },
  }
}

/** UTC ticks as fine as the window asks for; days stand with their time once a window spans several. */
function timeTicks(lengthMs: number): (date: Date) => string {
  const from = lengthMs > 1.5 * DAY_MS ? 5 : 11
  const to = lengthMs < 10_000 ? 23 : lengthMs < 5 * MINUTE_MS ? 19 : 16
  return date => date.toISOString().slice(from, to).replace('T', ' ')
}

/** Ticks of a value axis in plain digits: `1,000,000`, never `1e+6`. */
export function valueTicks(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 8 }).replace('-', '−')
}
