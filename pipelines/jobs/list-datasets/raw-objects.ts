import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SourceUnreadableError } from '../../errors.ts'
import type { SourceReader } from '../../sources/source-reader.ts'

/** Where a raw object lies: below the mount, or in the bucket. */
export type RawPlace = 'mount' | 'bucket'

/** A raw object by its name; nothing of it was read. */
export interface RawObject {
  readonly place: RawPlace
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** As the path has it, e.g. `trades`. */
  readonly dataType: string
  /** The file's name without its ending. */
  readonly name: string
  readonly path: string
  readonly sizeBytes: number
}

export const RAW_DAYS = 'raw_tick_data/by_date/'

const RAW_PATH = /^raw_tick_data\/by_date\/day-(\d{4}-\d{2}-\d{2})\/data_type-([^/]+)\/([^/]+)\.parquet$/

/** Reads a raw object's path; undefined for other objects. */
export function rawObjectOf(place: RawPlace, path: string, sizeBytes: number): RawObject | undefined {
  const [, date, dataType, name] = RAW_PATH.exec(path) ?? []
  if (date === undefined || dataType === undefined || name === undefined) return undefined
  return { place, date, dataType, name, path, sizeBytes }
}

/** The raw objects in a bucket, of one day or all, by path. */
export async function objectsInBucket(
  reader: SourceReader,
  date: string | undefined,
): Promise<readonly RawObject[]> {
  const listed = await reader.list(date === undefined ? RAW_DAYS : `${RAW_DAYS}day-${date}/`)
  return listed.flatMap(({ path, sizeBytes }) => rawObjectOf('bucket', path, sizeBytes) ?? [])
}

/** The raw objects below a folder, of one day or all, by path; none where it has no raw data.
 *  @throws SourceUnreadableError */
export async function objectsInFolder(root: string, date: string | undefined): Promise<readonly RawObject[]> {
  const days = date === undefined ? await namesIn(root, RAW_DAYS) : [`day-${date}`]
  const objects: RawObject[] = []
  for (const day of days.filter(name => name.startsWith('day-'))) {
    for (const type of await namesIn(root, join(RAW_DAYS, day))) {
      const folder = join(RAW_DAYS, day, type)
      const names = (await namesIn(root, folder)).filter(name => name.endsWith('.parquet'))
      const sizes = await Promise.all(names.map(name => sizeOf(join(root, folder, name))))
      const found = names.map((name, index) => rawObjectOf('mount', `${folder}/${name}`, sizes[index] ?? 0))
      objects.push(...found.flatMap(object => object ?? []))
    }
  }
  return objects
}

async function namesIn(root: string, folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(join(root, folder))).sort()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw new SourceUnreadableError({ file: join(root, folder), problem: String(error) }, error)
  }
}

async function sizeOf(file: string): Promise<number> {
  // A file that goes while its folder is listed is no fault.
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
