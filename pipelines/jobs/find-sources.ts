import { SourceAmbiguousError } from '../errors.ts'
import type { SourceObject, SourceReader } from '../sources/source-reader.ts'

/** The raw object of one day, or of all days where the path has no `*`. */
export interface DaySource {
  /** `YYYY-MM-DD`; undefined for an object that holds every day. */
  readonly date: string | undefined
  readonly path: string
  readonly object: SourceObject | undefined
}

/** Looks the objects of these days up in one batch; with `autoDiscover`, an absent one is replaced by the only object
 *  that differs by its `@SUFFIX`. @throws SourceAmbiguousError when there are several. */
export async function findSources(
  reader: SourceReader,
  pathPattern: string,
  dates: readonly string[],
  autoDiscover: boolean,
): Promise<readonly DaySource[]> {
  const days = pathPattern.includes('*') ? dates : [undefined]
  const paths = days.map(date => (date === undefined ? pathPattern : pathPattern.replaceAll('*', date)))
  const objects = await findObjects(reader, paths, autoDiscover)
  return paths.map((path, index) => ({ date: days[index], path, object: objects[index] }))
}

/** As `findSources`, for exact paths; undefined where absent. @throws SourceAmbiguousError */
export async function findObjects(
  reader: SourceReader,
  paths: readonly string[],
  autoDiscover: boolean,
): Promise<readonly (SourceObject | undefined)[]> {
  const exact = await reader.find(paths)
  if (!autoDiscover) return exact
  return await Promise.all(paths.map(async (path, index) => exact[index] ?? (await discover(reader, path))))
}

async function discover(reader: SourceReader, path: string): Promise<SourceObject | undefined> {
  const stem = path.replace(/(@[^/@]*)?\.parquet$/, '')
  const listed = await reader.list(stem)
  const candidates = listed.filter(({ path: found }) =>
    /^(@[^/@]*)?\.parquet$/.test(found.slice(stem.length)),
  )
  if (candidates.length > 1) {
    throw new SourceAmbiguousError({ path, candidates: candidates.map(candidate => candidate.path) })
  }
  return candidates[0]
}
