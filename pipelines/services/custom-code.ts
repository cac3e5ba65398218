import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ModuleKind, type ModuleProblem, validateModule } from '../jobs/validate-module.ts'

/** Files that decide: execution algorithms export `algorithm`, strategies `strategy`. */
export const CODE_KINDS = ['algorithm', 'strategy'] as const satisfies readonly ModuleKind[]

/** Everything wrong with the text of a file that decides. It is checked in the folder where it would be saved, from
 *  where its imports start, as a file that no listing shows. */
export async function validateCode(
  source: string,
  kind: ModuleKind,
  folder: string,
): Promise<readonly ModuleProblem[]> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, `.check-${randomBytes(6).toString('hex')}.ts`)
  try {
    await writeFile(file, source)
    return (await validateModule(file, kind)).problems
  } finally {
    await rm(file, { force: true })
  }
}
