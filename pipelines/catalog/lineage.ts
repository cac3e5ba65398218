import { createHash } from 'node:crypto'
import { z } from 'zod'

/** Version of the layout of cells and of what conversion puts into them. A change in either makes a new one. */
export const CATALOG_FORMAT_VERSION = 1
export const CONVERTER_VERSION = 1

/** The settings that shape the contents of a cell. */
export interface CellSettings {
  readonly pricePrecision: number
  readonly sizePrecision: number
  /** Added to ts_init, ns. */
  readonly tsInitOffsetNs: bigint
  readonly dedupe: boolean
}

/** One raw object that gave rows to a cell. */
const sourceSchema = z.strictObject({
  uri: z.string(),
  /** Generation of a cloud object, `mtimeNs:size` of a file. */
  identity: z.string(),
  rows: z.number().int(),
})
export type CellSource = z.output<typeof sourceSchema>

const integer = z.string().regex(/^-?\d+$/)
const keys = z.object({
  format_version: integer.transform(Number),
  converter_version: integer.transform(Number),
  data_type: z.string(),
  instrument_id: z.string(),
  price_precision: integer.transform(Number),
  size_precision: integer.transform(Number),
  ts_init_offset_ns: integer.transform(BigInt),
  dedupe: z.enum(['true', 'false']).transform(text => text === 'true'),
  settings_hash: z.string(),
  start_ns: integer.transform(BigInt),
  end_ns: integer.transform(BigInt),
  rows: integer.transform(Number),
  /** Levels the source shows of each side; 0 is the full book; absent for trades. */
  book_depth: integer.transform(Number).optional(),
  sources: z.string().transform(text => z.array(sourceSchema).parse(JSON.parse(text))),
  /** Raw objects of neighbouring days that did not exist when the cell was made. */
  neighbours_missing: z.string().transform(text => z.array(z.string()).parse(JSON.parse(text))),
})

/** Where a cell comes from: the key-value metadata of its file. */
export type Lineage = z.output<typeof keys>

const PREFIX = 'odum.'

/** A short hash of the settings: cells with another one are never mixed. */
export function settingsHash(settings: CellSettings): string {
  const canonical = JSON.stringify([
    CONVERTER_VERSION,
    settings.pricePrecision,
    settings.sizePrecision,
    settings.tsInitOffsetNs.toString(),
    settings.dedupe,
  ])
  return createHash('sha256').update(canonical).digest('hex').slice(0, 16)
}

/** The settings of a cell in words, for messages. */
export function describeSettings(settings: CellSettings): string {
  return (
    `price_precision ${settings.pricePrecision}, size_precision ${settings.sizePrecision}, ` +
    `ts_init_offset_ns ${settings.tsInitOffsetNs}, dedupe ${settings.dedupe}`
  )
}

/** Key-value metadata of a cell's file. */
export function lineageMetadata(lineage: Lineage): Record<string, string> {
  const entries = Object.entries(lineage)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [
      `${PREFIX}${key}`,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ])
  return Object.fromEntries(entries)
}

/** Reads the lineage back; undefined when the metadata are not of this catalog's kind. */
export function parseLineage(metadata: Readonly<Record<string, string>>): Lineage | undefined {
  const own = Object.entries(metadata).filter(([key]) => key.startsWith(PREFIX))
  const parsed = keys.safeParse(
    Object.fromEntries(own.map(([key, value]) => [key.slice(PREFIX.length), value])),
  )
  return parsed.success ? parsed.data : undefined
}

/** The settings a cell was made with. */
export function settingsOfLineage(lineage: Lineage): CellSettings {
  return {
    pricePrecision: lineage.price_precision,
    sizePrecision: lineage.size_precision,
    tsInitOffsetNs: lineage.ts_init_offset_ns,
    dedupe: lineage.dedupe,
  }
}
