import { fileURLToPath } from 'node:url'
import { Database } from '../../database/open-database.ts'
import type { Environment } from '../../sources/cloud/credentials.ts'
import { MountReader } from '../../sources/mount-reader.ts'
import { openSourceReader } from '../../sources/open-source-reader.ts'
import type { SourceReader } from '../../sources/source-reader.ts'
import type { VerifiedCell } from './verify-catalog.ts'

/** A raw object that is not what the cells made from it say. */
export interface SourceDifference {
  readonly uri: string
  /** `changed`: its contents may differ from those of the cells. `gone`: nothing can be compared. */
  readonly state: 'changed' | 'gone'
  readonly recorded: string
  readonly found: string | null
  readonly cells: readonly VerifiedCell[]
}

interface RecordedSource {
  readonly uri: string
  readonly identity: string
  readonly cells: VerifiedCell[]
}

const PATHS_IN_A_BATCH = 500

/** Looks up every raw object that the lineages of cells name. @throws the faults of reading from a bucket */
export async function changedSources(
  cells: readonly VerifiedCell[],
  env: Environment,
  signal?: AbortSignal,
): Promise<readonly SourceDifference[]> {
  using database = await Database.open({ threads: 1 })
  const differences: SourceDifference[] = []
  for (const [root, sources] of byRoot(recordedSources(cells))) {
    const reader = await readerOf(root, database, env, signal)
    for (let from = 0; from < sources.length; from += PATHS_IN_A_BATCH) {
      const batch = sources.slice(from, from + PATHS_IN_A_BATCH)
      const objects = await reader.find(batch.map(({ uri }) => pathBelow(root, uri)))
      for (const [index, source] of batch.entries()) {
        const found = objects[index]?.identity ?? null
        if (found === source.identity) continue
        const { uri, identity: recorded } = source
        const state = found === null ? 'gone' : 'changed'
        differences.push({ uri, state, recorded, found, cells: source.cells })
      }
    }
  }
  return differences
}

/** One entry an object and identity: cells of different conversions may have read different states of it. */
function recordedSources(cells: readonly VerifiedCell[]): readonly RecordedSource[] {
  const sources = new Map<string, RecordedSource>()
  for (const cell of cells) {
    for (const { uri, identity } of cell.lineage.sources) {
      const key = `${uri}#${identity}`
      const source = sources.get(key) ?? { uri, identity, cells: [] }
      source.cells.push(cell)
      sources.set(key, source)
    }
  }
  return [...sources.values()]
}

/** `file:///` or `gs://bucket`. */
function byRoot(sources: readonly RecordedSource[]): ReadonlyMap<string, readonly RecordedSource[]> {
  const roots = new Map<string, RecordedSource[]>()
  for (const source of sources) {
    const root = /^(?:file:\/\/\/|gs:\/\/[^/]+)/.exec(source.uri)?.[0]
    if (root !== undefined) roots.set(root, [...(roots.get(root) ?? []), source])
  }
  return roots
}

async function readerOf(
  root: string,
  database: Database,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<SourceReader> {
  if (root.startsWith('file:')) return new MountReader('/')
  return (
    await openSourceReader({ flag: 'gcs', bucket: root, env, openDatabase: async () => database, signal })
  ).reader
}

function pathBelow(root: string, uri: string): string {
  return root.startsWith('file:') ? fileURLToPath(uri).slice(1) : uri.slice(root.length + 1)
}
