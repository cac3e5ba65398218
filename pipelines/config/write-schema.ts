import { mkdirSync, writeFileSync } from 'node:fs'
import { configJsonSchema } from './schema.ts'

/** `npm run schema`: writes the JSON Schema of configuration files. */
const file = new URL('../../configs/schema/odum-config.schema.json', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`)
