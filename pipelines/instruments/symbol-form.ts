import { DAY_MONTH_YEAR, type ExpiryFormat, MONTH_CODE_YEAR, YYMMDD, YYYYMMDD } from './expiry.ts'
import type { InstrumentType } from './instrument-types.ts'

/** One way in which a venue writes symbols, as data. `template` is literal text with placeholders:
 *  `{base}`, `{quote}`, `{strike}`, `{dstrike}` (0d5 for 0.5), `{cp}` (C or P), and an expiry: `{yymmdd}`,
 *  `{yyyymmdd}`, `{dMMMyy}` (27DEC24), `{Myy}` (Z24, the last Friday of the month). */
export interface SymbolForm {
  readonly type: InstrumentType
  readonly settlement?: 'LIN' | 'INV'
  readonly template: string
  /** The quote currencies there are, where base and quote are not set apart, or where the symbol names none.
   *  Without them any quote fits. */
  readonly quotes?: readonly string[]
}

/** A venue's symbols: its forms, and what it calls currencies otherwise than we do, by our name. */
export interface VenueSymbols {
  readonly forms: readonly SymbolForm[]
  readonly names?: Readonly<Record<string, string>>
}

/** What a symbol tells, as our side names it. */
export interface SymbolParts {
  readonly base: string
  readonly quote: string
  readonly expiry?: string
  readonly strike?: string
  readonly right?: 'CALL' | 'PUT'
}

const EXPIRIES: Readonly<Record<string, ExpiryFormat>> = {
  yymmdd: YYMMDD,
  yyyymmdd: YYYYMMDD,
  dMMMyy: DAY_MONTH_YEAR,
  Myy: MONTH_CODE_YEAR,
}

const TOKEN = String.raw`[\p{Lu}\p{Lo}\p{Nd}.]+`
const PATTERNS: Readonly<Record<string, string>> = {
  base: TOKEN,
  quote: TOKEN,
  strike: String.raw`\d+(?:\.\d+)?`,
  dstrike: String.raw`\d+(?:d\d+)?`,
  cp: '[CP]',
}

/** Writes the parts in a form; undefined when the form has no place for them or lacks one. */
export function writeSymbol(form: SymbolForm, parts: SymbolParts): string | undefined {
  if (form.quotes !== undefined && !form.quotes.includes(parts.quote)) return undefined
  let isComplete = true
  const symbol = form.template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const text = writePart(name, parts)
    if (text === undefined) isComplete = false
    return text ?? ''
  })
  return isComplete ? symbol : undefined
}

function writePart(name: string, parts: SymbolParts): string | undefined {
  const expiry = EXPIRIES[name]
  if (expiry !== undefined) return parts.expiry === undefined ? undefined : writeExpiry(expiry, parts.expiry)
  switch (name) {
    case 'base':
      return parts.base
    case 'quote':
      return parts.quote
    case 'strike':
      return parts.strike
    case 'dstrike':
      return parts.strike?.replace('.', 'd')
    case 'cp':
      return parts.right?.charAt(0)
    default:
      throw new RangeError(`{${name}} is no placeholder of symbols`)
  }
}

/** Undefined where the format cannot tell the day, such as a month code for a day in mid-month. */
function writeExpiry(format: ExpiryFormat, day: string): string | undefined {
  const text = format.write(day)
  return format.read(text) === day ? text : undefined
}

/** Every reading of a symbol in a form: several where base and quote can be told apart in several ways. */
export function readSymbol(form: SymbolForm, symbol: string): readonly SymbolParts[] {
  const readings = (form.quotes ?? [undefined]).map(quote => readWithQuote(form, symbol, quote))
  return readings.filter(reading => reading !== undefined)
}

function readWithQuote(form: SymbolForm, symbol: string, quote: string | undefined): SymbolParts | undefined {
  const pattern = form.template
    .split(/(\{\w+\})/)
    .map(piece => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1]
      if (name === undefined) return literal(piece)
      if (name === 'quote' && quote !== undefined) return `(?<quote>${literal(quote)})`
      return `(?<${name}>${EXPIRIES[name]?.pattern ?? PATTERNS[name]})`
    })
    .join('')
  const groups = new RegExp(`^${pattern}$`, 'u').exec(symbol)?.groups
  return groups === undefined ? undefined : partsOf(groups, quote)
}

function partsOf(
  groups: Readonly<Record<string, string | undefined>>,
  quote: string | undefined,
): SymbolParts | undefined {
  const [, expiryText] = Object.entries(groups).find(([name]) => name in EXPIRIES) ?? []
  const [expiryName = ''] = Object.keys(groups).filter(name => name in EXPIRIES)
  const expiry = expiryText === undefined ? undefined : EXPIRIES[expiryName]?.read(expiryText)
  if (expiryText !== undefined && expiry === undefined) return undefined
  const strike = groups.strike ?? groups.dstrike?.replace('d', '.')
  return {
    base: groups.base ?? '',
    quote: groups.quote ?? quote ?? '',
    ...(expiry === undefined ? {} : { expiry }),
    ...(strike === undefined ? {} : { strike }),
    ...(groups.cp === undefined ? {} : { right: groups.cp === 'C' ? 'CALL' : 'PUT' }),
  }
}

/** Text as a pattern that matches it alone. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
