import { readFileSync, writeFileSync } from 'node:fs'
import { errorReference } from './error-reference.ts'

/** `npm run docs`: writes docs/errors.md. */
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const text = errorReference({ engine: read('../engine/errors.ts'), pipelines: read('./errors.ts') })
writeFileSync(new URL('../docs/errors.md', import.meta.url), text)
