/** How figures are written on every page: grouped thousands, fixed decimals, a true minus, `–` for nothing. */

export type FigureUnit = 'money' | 'percent' | 'bps' | 'duration' | 'number'
export type Figure = string | number | boolean | null | undefined

export const NOTHING = '–'
const MINUS = '−'

/** A number or exact decimal text with grouped thousands and a fixed number of decimals (rounded half away from
 *  zero, in decimal, so that text beyond a double's precision keeps its digits). */
export function formatDecimal(value: Figure, decimals: number): string {
  if (value === null || value === undefined || typeof value === 'boolean' || value === '') return NOTHING
  const text = typeof value === 'number' ? numberText(value, decimals) : value
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) return text === '' ? NOTHING : text
  const [, sign = '', whole = '0', fraction = ''] = match
  const scaled = roundedUnits(whole + fraction, fraction.length, decimals)
  const digits = scaled.toString().padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const grouped = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ',')
  const tail = decimals === 0 ? '' : `.${digits.slice(cut)}`
  return `${sign === '-' && scaled !== 0n ? MINUS : ''}${grouped}${tail}`
}

function numberText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return ''
  return Math.abs(value) < 1e21 ? value.toFixed(Math.min(decimals + 4, 20)) : BigInt(value).toString()
}

function roundedUnits(digits: string, scale: number, decimals: number): bigint {
  const units = BigInt(digits)
  if (scale <= decimals) return units * 10n ** BigInt(decimals - scale)
  const divisor = 10n ** BigInt(scale - decimals)
  return (units + divisor / 2n) / divisor
}

/** A whole number: `1,234,567`. */
export function formatCount(value: Figure | bigint): string {
  return formatDecimal(typeof value === 'bigint' ? value.toString() : value, 0)
}

/** A fraction as percent: 0.0123 → `1.23 %`. */
export function formatPercent(fraction: number | null | undefined, decimals = 2): string {
  if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return NOTHING
  return `${formatDecimal(fraction * 100, decimals)} %`
}

const DURATION_STEPS: readonly (readonly [unit: string, ns: number])[] = [
  ['d', 86_400e9],
  ['h', 3600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
]

/** Nanoseconds in the largest unit that leaves a whole part: `1.50 min`, `250 ns`. */
export function formatDuration(ns: Figure | bigint): string {
  if (ns === null || ns === undefined || ns === '' || typeof ns === 'boolean') return NOTHING
  const value = Number(ns)
  const step = DURATION_STEPS.find(([, length]) => Math.abs(value) >= length)
  if (step === undefined) return `${formatDecimal(value, 0)} ns`
  return `${formatDecimal(value / step[1], value % step[1] === 0 ? 0 : 2)} ${step[0]}`
}

/** Currencies that are counted in hundredths: of states, and coins that stand for them. A thousandth of another coin can be
 *  much money. */
const IN_HUNDREDTHS = /^(?:|[A-Z]*USD[A-Z]*|EUR[A-Z]?|GBP|CHF|CAD|AUD|NZD|SGD|HKD|JPY|KRW|DAI)$/

/** Decimals that amounts of a currency are shown with. */
export function moneyDecimals(currency: string): number {
  return IN_HUNDREDTHS.test(currency) ? 2 : 8
}

/** An amount in a currency, without its name. */
export function formatMoney(value: Figure, currency: string): string {
  return formatDecimal(value, moneyDecimals(currency))
}

/** A metric in its unit. Money takes its currency. */
export function formatFigure(value: Figure, unit: FigureUnit, currency = ''): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (unit === 'money') return `${formatMoney(value, currency)}${currency === '' ? '' : ` ${currency}`}`
  if (unit === 'percent') return formatPercent(Number(value))
  if (unit === 'bps') return `${formatDecimal(Number(value), 3)} bps`
  if (unit === 'duration') return formatDuration(value)
  return formatNumber(value)
}

/** A plain number: whole ones without decimals, others with three, large ones with fewer. */
export function formatNumber(value: Figure): string {
  if (value === null || value === undefined || value === '') return NOTHING
  const number = Number(value)
  if (Number.isInteger(number)) return formatDecimal(value, 0)
  return formatDecimal(number, Math.abs(number) >= 1000 ? 1 : Math.abs(number) >= 100 ? 2 : 3)
}

/** Bytes in binary units: `1.50 MiB`. */
export function formatBytes(bytes: Figure): string {
  if (bytes === null || bytes === undefined) return NOTHING
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let [value, step] = [Number(bytes), 0]
  while (value >= 1024 && step < units.length - 1) [value, step] = [value / 1024, step + 1]
  return `${formatDecimal(value, step === 0 ? 0 : 2)} ${units[step]}`
}

/** The time of day of an instant with as many decimals of a second as told: `10:00:00.000000001`. */
export function formatTimeOfDay(ns: bigint | string, decimals: number): string {
  const total = BigInt(ns)
  const time = new Date(Number(total / 1_000_000_000n) * 1000).toISOString().slice(11, 19)
  const fraction = (total % 1_000_000_000n).toString().padStart(9, '0').slice(0, decimals)
  return fraction === '' ? time : `${time}.${fraction}`
}

/** ns since the epoch as UTC date and time: `2024-05-01 10:00:00.000000001`, zeros of the fraction dropped in
 *  threes. */
export function formatInstant(ns: string | bigint | null | undefined): string {
  if (ns === null || ns === undefined) return NOTHING
  const total = BigInt(ns)
  const seconds = total / 1_000_000_000n
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  const fraction = (total % 1_000_000_000n)
    .toString()
    .padStart(9, '0')
    .replace(/(?:000){1,3}$/, '')
  return fraction === '' ? date : `${date}.${fraction}`
}
