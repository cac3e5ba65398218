import { keyTable } from './key-table.ts'
import { configJsonSchema } from './schema.ts'

export const SCHEMA_FILE = new URL('../../configs/schema/odum-config.schema.json', import.meta.url)
export const GUIDE = new URL('../../docs/configuration.md', import.meta.url)

const MARK = '<!-- keys: written by `npm run schema` -->'

/** The JSON Schema as it stands in its file. */
export function schemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`
}

/** The guide with the table of keys after its mark, which is its last part. */
export function documentWithKeys(guide: string): string {
  const prose = guide.split(MARK)[0] ?? ''
  return `${prose}${MARK}\n\n${keyTable(configJsonSchema())}\n`
}
