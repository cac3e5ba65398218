import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Catalog } from '../catalog/catalog.ts'
import { instantNs } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { CatalogMissingError, RawRootMissingError, UsageError } from '../errors.ts'
import { instrumentIdOf } from '../instruments/instrument-id.ts'
import { instrumentKeyOf, payloadOf } from '../instruments/instrument-key.ts'
import { matchInstrument } from '../instruments/match-instrument.ts'
import { chooseReader, type DataSource } from '../sources/choose-reader.ts'
import type { Environment } from '../sources/cloud/credentials.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { hasNamedAccess } from '../sources/cloud/named-access.ts'
import { openSourceReader } from '../sources/open-source-reader.ts'
import { type ConvertedCells, convertedCells } from './list-datasets/converted-cells.ts'
import {
  objectsInBucket,
  objectsInFolder,
  type RawObject,
  type RawPlace,
} from './list-datasets/raw-objects.ts'
import { RAW_STREAMS } from './raw-streams.ts'

export interface DatasetsRequest {
  /** A folder or `gs://bucket/folder`; default the mount and the bucket of the environment. */
  readonly from?: string | undefined
  readonly flag?: DataSource | undefined
  /** `YYYY-MM-DD`; default all days. */
  readonly date?: string | undefined
  /** Id, canonical key or venue symbol; default all. */
  readonly instrument?: string | undefined
  /** Absolute folder, or `gs://bucket/folder`. */
  readonly catalogRoot: string
  readonly env: Environment
  readonly cwd: string
  readonly signal?: AbortSignal | undefined
}

/** The raw objects of one instrument and day in one place. */
export interface Dataset {
  readonly place: RawPlace
  readonly date: string
  /** The key in the objects' names; their names as they stand where they are no key. */
  readonly instrumentKey: string
  /** `SYMBOL.VENUE` under which it is, or would be, in the catalog; null where the name is no key. */
  readonly instrumentId: string | null
  readonly sizeBytes: number
  readonly objects: readonly DatasetObject[]
}

export interface DatasetObject {
  readonly dataType: string
  readonly path: string
  readonly sizeBytes: number
  /** Cells of that day in the catalog; null for data that is not converted. */
  readonly convertedCells: number | null
}

export interface DatasetReport {
  /** What was scanned, in words. */
  readonly roots: readonly string[]
  /** Cells that make a whole day. */
  readonly cellsOfDay: number
  /** By day, key and place. */
  readonly datasets: readonly Dataset[]
}

/** Scans the raw roots by their listings alone: days, instruments, types, sizes, and what of them is converted.
 *  @throws UsageError when nothing says where raw data is, RawRootMissingError when it is no folder,
 *  InstrumentUnknownError, InstrumentAmbiguousError, … */
export async function listDatasets(request: DatasetsRequest): Promise<DatasetReport> {
  const { date } = request
  if (date !== undefined && instantNs(`${date}T00:00:00Z`) === undefined) {
    throw new UsageError({ problem: `"${date}" is no day.`, remedy: 'Write it as YYYY-MM-DD.' })
  }
  const { folder, bucket } = rootsOf(request)
  if (folder !== undefined && !existsSync(folder)) {
    throw new RawRootMissingError({ found: `${folder}, which does not exist` })
  }
  const objects: RawObject[] = []
  if (folder !== undefined) objects.push(...(await objectsInFolder(folder, date)))
  if (bucket !== undefined) objects.push(...(await scanBucket(request, bucket)))
  const converted = await convertedCells(await openCatalog(request))
  const datasets = grouped(objects, converted)
  return {
    roots: [folder, bucket].filter(root => root !== undefined),
    cellsOfDay: converted.cellsOfDay,
    datasets: request.instrument === undefined ? datasets : named(request.instrument, datasets),
  }
}

/** With a mount at hand, the bucket is scanned only where something says how to reach it, as runs do. */
function rootsOf({ from, flag, env, cwd }: DatasetsRequest) {
  if (from !== undefined) {
    return isCloudRoot(from)
      ? { folder: undefined, bucket: from }
      : { folder: resolve(cwd, from), bucket: undefined }
  }
  const { source } = chooseReader({
    flag,
    directGcs: env.UNIFIED_CLOUD_SERVICES_USE_DIRECT_GCS,
    httpfsLoadable: false,
  })
  const mount = source === 'gcs' ? '' : (env.UNIFIED_CLOUD_LOCAL_PATH ?? '')
  const named = source === 'local' ? '' : (env.UNIFIED_CLOUD_SERVICES_GCS_BUCKET?.trim() ?? '')
  const isReachable = source === 'gcs' || mount === '' || hasNamedAccess(env)
  const folder = mount === '' ? undefined : resolve(cwd, mount)
  const bucket = named === '' || !isReachable ? undefined : named
  if (folder !== undefined || bucket !== undefined) return { folder, bucket }
  throw new UsageError({
    problem: 'Nothing says where raw data is.',
    remedy:
      'Set UNIFIED_CLOUD_LOCAL_PATH or UNIFIED_CLOUD_SERVICES_GCS_BUCKET, or name a folder or bucket with --from.',
  })
}

async function scanBucket(request: DatasetsRequest, bucket: string): Promise<readonly RawObject[]> {
  const { env, signal, date } = request
  using database = await Database.open({ threads: 1 })
  const { reader } = await openSourceReader({
    flag: 'gcs',
    bucket,
    env,
    openDatabase: async () => database,
    signal,
  })
  return await objectsInBucket(reader, date)
}

async function openCatalog({ catalogRoot, env }: DatasetsRequest): Promise<Catalog | undefined> {
  try {
    return await Catalog.open(catalogRoot, env)
  } catch (error) {
    if (error instanceof CatalogMissingError) return undefined
    throw error
  }
}

function grouped(objects: readonly RawObject[], converted: ConvertedCells): readonly Dataset[] {
  const groups = Map.groupBy(objects, ({ place, date, name }) => `${date} ${name} ${place}`)
  return [...groups.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, members]) => {
      const [first] = members
      if (first === undefined) return []
      const instrumentId = idOf(first.name, converted)
      return {
        place: first.place,
        date: first.date,
        instrumentKey: first.name,
        instrumentId,
        sizeBytes: members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        objects: members.map(member => ({
          dataType: member.dataType,
          path: member.path,
          sizeBytes: member.sizeBytes,
          convertedCells: cellsOf(member, instrumentId, converted),
        })),
      }
    })
}

/** The id of a key is derived, but configurations may name it shorter: the one that is in the catalog counts. */
function idOf(name: string, { instrumentIds }: ConvertedCells): string | null {
  const key = instrumentKeyOf(name)
  if (key === undefined) return null
  const derived = instrumentIdOf(key)
  const short = `${payloadOf(key)}.${key.venue}`
  return !instrumentIds.has(derived) && instrumentIds.has(short) ? short : derived
}

function cellsOf(
  { dataType, date }: RawObject,
  instrumentId: string | null,
  converted: ConvertedCells,
): number | null {
  const [type] = RAW_STREAMS.find(stream => stream.dataType === dataType)?.types ?? []
  if (type === undefined || instrumentId === null) return null
  return converted.cellsOf(type, instrumentId, date)
}

function named(text: string, datasets: readonly Dataset[]): readonly Dataset[] {
  const candidates = new Map(
    datasets.map(({ instrumentKey, instrumentId }) => [
      instrumentKey,
      { id: instrumentId ?? instrumentKey, key: instrumentKey },
    ]),
  )
  const { key } = matchInstrument(text, [...candidates.values()])
  return datasets.filter(({ instrumentKey }) => instrumentKey === key)
}
