import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ObjectChangedError } from '../errors.ts'
import { mapInParallel } from '../sources/cloud/bounded-parallel.ts'
import type { Environment } from '../sources/cloud/credentials.ts'
import { openObjectStore } from '../sources/object-store/open-object-store.ts'

const UPLOADS_IN_FLIGHT = 4
const SUMMARY = 'summary.json'

/** Uploads a finished run to a results root in a bucket: tables first, its summary last, which makes it a run. An
 *  upload that was cut off is repeated as a whole: what is there already is compared.
 *  @param name of the run's folder or file below both roots, e.g. `report/<run_id>`. @returns its address.
 *  @throws ObjectChangedError when other contents lie under the run's name, and what uploading throws */
export async function uploadRun(
  localRoot: string,
  resultsRoot: string,
  name: string,
  env: Environment,
): Promise<string> {
  const store = openObjectStore(resultsRoot, env)
  const upload = async (file: string): Promise<void> => {
    const { outcome, object } = await store.writeIfAbsent(file, join(localRoot, file))
    if (outcome !== 'different') return
    throw new ObjectChangedError({ uri: object.uri, expected: 'none', found: object.generation })
  }
  const files = await filesOf(localRoot, name)
  const isLast = (file: string): boolean => file.endsWith(`/${SUMMARY}`)
  await mapInParallel(
    files.filter(file => !isLast(file)),
    UPLOADS_IN_FLIGHT,
    upload,
  )
  for (const file of files.filter(isLast)) await upload(file)
  return `${store.root.replace(/\/$/, '')}/${name}`
}

async function filesOf(localRoot: string, name: string): Promise<readonly string[]> {
  if ((await stat(join(localRoot, name))).isFile()) return [name]
  const names = await readdir(join(localRoot, name))
  return names.map(file => `${name}/${file}`)
}
