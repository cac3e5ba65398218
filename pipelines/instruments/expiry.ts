const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
/** Futures month codes, January to December. */
const MONTH_CODES = 'FGHJKMNQUVXZ'

const DAY_MS = 86_400_000
const FRIDAY = 5

/** How venues write an expiry. Days are `YYYY-MM-DD` on our side, of the years 2000 to 2099. */
export interface ExpiryFormat {
  readonly pattern: string
  /** Undefined when the text names no day. */
  readonly read: (text: string) => string | undefined
  readonly write: (day: string) => string
}

/** `241227`. */
export const YYMMDD: ExpiryFormat = {
  pattern: String.raw`\d{6}`,
  read: text => existingDay(`20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`),
  write: day => day.slice(2).replaceAll('-', ''),
}

/** `20241227`. */
export const YYYYMMDD: ExpiryFormat = {
  pattern: String.raw`20\d{6}`,
  read: text => existingDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`),
  write: day => day.replaceAll('-', ''),
}

/** `27DEC24`, days below ten in one digit. */
export const DAY_MONTH_YEAR: ExpiryFormat = {
  pattern: String.raw`\d{1,2}[A-Z]{3}\d{2}`,
  read: text => {
    const [, day = '', month = '', year = ''] = /^(\d+)([A-Z]+)(\d+)$/.exec(text) ?? []
    return existingDay(`20${year}-${twoDigits(MONTHS.indexOf(month) + 1)}-${day.padStart(2, '0')}`)
  },
  write: day => `${Number(day.slice(8))}${MONTHS[Number(day.slice(5, 7)) - 1]}${day.slice(2, 4)}`,
}

/** `Z24`: a quarterly contract, which ends on the last Friday of its month. */
export const MONTH_CODE_YEAR: ExpiryFormat = {
  pattern: `[${MONTH_CODES}]${String.raw`\d{2}`}`,
  read: text => lastFriday(Number(`20${text.slice(1)}`), MONTH_CODES.indexOf(text.charAt(0))),
  write: day => `${MONTH_CODES.charAt(Number(day.slice(5, 7)) - 1)}${day.slice(2, 4)}`,
}

/** The last Friday of a month. @param month 0 for January. */
export function lastFriday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month + 1, 0))
  const back = (last.getUTCDay() - FRIDAY + 7) % 7
  return new Date(last.getTime() - back * DAY_MS).toISOString().slice(0, 10)
}

function existingDay(day: string): string | undefined {
  const milliseconds = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(milliseconds)) return undefined
  // Date.parse turns 31 June into 1 July.
  return new Date(milliseconds).toISOString().startsWith(day) ? day : undefined
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0')
}
