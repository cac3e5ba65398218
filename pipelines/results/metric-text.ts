import type { MetricUnit } from './metric-unit.ts'
import type { MetricValue } from './metrics.ts'

const DURATION_STEPS = [
  ['h', 3600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
] as const

/** A metric as a terminal shows it: with its unit, `-` where undefined. */
export function metricText(value: MetricValue | undefined, unit: MetricUnit, currency = ''): string {
  if (value === null || value === undefined) return '-'
  const number = Number(value)
  if (unit === 'money') return `${grouped(number, 2)} ${currency}`.trimEnd()
  if (unit === 'percent') return `${grouped(number * 100, 3)} %`
  if (unit === 'bps') return `${grouped(number, 3)} bps`
  if (unit === 'duration') return durationText(number)
  return Number.isInteger(number) ? grouped(number, 0) : grouped(number, 3)
}

/** The difference of two values of a metric, signed; `-` where either is undefined. */
export function metricDifference(
  value: MetricValue | undefined,
  base: MetricValue | undefined,
  unit: MetricUnit,
): string {
  if (value === null || value === undefined || base === null || base === undefined) return '-'
  const change = Number(value) - Number(base)
  return `${change > 0 ? '+' : ''}${metricText(change, unit)}`
}

function durationText(ns: number): string {
  const step = DURATION_STEPS.find(([, length]) => Math.abs(ns) >= length)
  return step === undefined ? `${grouped(ns, 0)} ns` : `${grouped(ns / step[1], 2)} ${step[0]}`
}

function grouped(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}
