import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { documentWithKeys, GUIDE, SCHEMA_FILE, schemaText } from './schema-documents.ts'

/** `npm run schema`: writes the JSON Schema of configuration files and the table of keys in their guide. */
mkdirSync(new URL('.', SCHEMA_FILE), { recursive: true })
writeFileSync(SCHEMA_FILE, schemaText())
writeFileSync(GUIDE, documentWithKeys(readFileSync(GUIDE, 'utf8')))
