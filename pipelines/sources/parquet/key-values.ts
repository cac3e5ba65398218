import { FILE, type ParquetFooter } from './footer.ts'
import { structsOf, textOf } from './thrift-compact.ts'

/** The key-value metadata of a file. */
export function keyValuesOf(footer: ParquetFooter): Record<string, string> {
  const pairs = structsOf(footer.struct, FILE.keyValues)
  return Object.fromEntries(pairs.map(pair => [textOf(pair, 1) ?? '', textOf(pair, 2) ?? '']))
}
