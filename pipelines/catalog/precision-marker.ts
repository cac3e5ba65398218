import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CatalogUnwritableError } from '../errors.ts'

const SUFFIX = '.precision'

/** Notes in an instrument's folder which precisions its cells have, by an empty file `<price>-<size>.precision`.
 *  Views read it off the listing instead of opening every cell. @throws CatalogUnwritableError */
export async function notePrecisions(
  folder: string,
  pricePrecision: number,
  sizePrecision: number,
): Promise<void> {
  const file = join(folder, `${pricePrecision}-${sizePrecision}${SUFFIX}`)
  if (existsSync(file)) return
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(file, '')
  } catch (error) {
    throw new CatalogUnwritableError({ file, problem: String(error) }, error)
  }
}

/** Whether cells of one instrument may differ in precision. */
export async function hasSeveralPrecisions(folder: string): Promise<boolean> {
  const names = await readdir(folder)
  return names.filter(name => name.endsWith(SUFFIX)).length > 1
}
