import { rm, writeFile } from 'node:fs/promises'
import { OdumError } from '../../engine/domain/odum-error.ts'
import { CatalogUnwritableError } from '../errors.ts'
import type { CatalogFiles } from './catalog-files.ts'

const SUFFIX = '.precision'

/** Notes in an instrument's folder which precisions its cells have, by an empty file `<price>-<size>.precision`.
 *  Views read it off the listing instead of opening every cell. @throws CatalogUnwritableError */
export async function notePrecisions(
  files: CatalogFiles,
  folder: string,
  pricePrecision: number,
  sizePrecision: number,
): Promise<void> {
  const name = `${folder}/${pricePrecision}-${sizePrecision}${SUFFIX}`
  if (await files.has(name)) return
  let aside: string | undefined
  try {
    aside = await files.aside(name)
    await writeFile(aside, '')
    await files.place(aside, name, 'expected')
  } catch (error) {
    if (aside !== undefined) await rm(aside, { force: true }).catch(() => undefined)
    if (error instanceof OdumError) throw error
    throw new CatalogUnwritableError({ file: files.addressOf(name), problem: String(error) }, error)
  }
}

/** Whether cells of one instrument may differ in precision, by the names in its folder. */
export function hasSeveralPrecisions(names: readonly string[]): boolean {
  return names.filter(name => name.endsWith(SUFFIX)).length > 1
}
