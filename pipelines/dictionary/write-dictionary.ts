import { writeFileSync } from 'node:fs'
import { dataDictionary } from './data-dictionary.ts'

/** `npm run docs`: writes docs/data-dictionary.md. */
writeFileSync(new URL('../../docs/data-dictionary.md', import.meta.url), await dataDictionary())
