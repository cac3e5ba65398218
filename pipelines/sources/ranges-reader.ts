import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mapInParallel } from './cloud/bounded-parallel.ts'
import { planRanges, splitRange } from './cloud/byte-ranges.ts'
import { findObjectsByEnd, listObjects, pinned } from './cloud/cloud-objects.ts'
import { FOOTER_GUESS_BYTES, fetchFooter } from './cloud/fetch-footer.ts'
import { type CloudOptions, openCloud } from './cloud/open-client.ts'
import { writeAt } from './cloud/write-at.ts'
import { extractPrefix } from './leftover-extracts.ts'
import { chunkBytes, PARQUET_MAGIC, type Placement, planExtract } from './parquet/extract.ts'
import { layoutOf, type ParquetFooter } from './parquet/footer.ts'
import { RecentCache } from './recent-cache.ts'
import { rowGroupSlices } from './row-group-slices.ts'
import type { FetchedRowGroups, SourceObject, SourceReader } from './source-reader.ts'

export interface RangesReaderOptions extends CloudOptions {
  /** Where extracts are written; the system's temporary folder when absent. */
  readonly temporaryDirectory?: string
}

/** Ranges closer than this are cheaper to read through than to ask for one by one. */
const GAP_BYTES = 256 * 1024
const RANGE_BYTES_MAX = 4 * 1024 * 1024
const RANGES_IN_FLIGHT = 8
/** Beyond this share of the object the whole of it is fetched. */
const WHOLE_FROM_SHARE = 0.6
const FOOTERS_MAX = 64

/** Reads Parquet objects of Cloud Storage by byte ranges and without a DuckDB extension. What it fetches becomes a
 *  small standalone Parquet file of the chosen row groups and columns; every request names one generation. */
export function rangesReader(options: RangesReaderOptions): SourceReader {
  const cloud = openCloud(options)
  const footers = new RecentCache<Promise<ParquetFooter>>(FOOTERS_MAX)
  /** Ends of objects that were found and whose footers nobody asked for yet. */
  const ends = new Map<string, Uint8Array>()
  const keyOf = (object: SourceObject): string => `${object.uri}#${object.identity}`
  const keepEnd = (object: SourceObject, tail: Uint8Array): void => {
    ends.set(keyOf(object), tail)
    for (const oldest of ends.keys()) {
      if (ends.size <= FOOTERS_MAX) break
      ends.delete(oldest)
    }
  }
  const footerOf = (object: SourceObject): Promise<ParquetFooter> =>
    footers.get(keyOf(object), () => {
      const end = ends.get(keyOf(object))
      ends.delete(keyOf(object))
      return fetchFooter(cloud.client, pinned(cloud, object), object.uri, end)
    })
  const readInto = async (file: FileHandle, object: SourceObject, placements: readonly Placement[]) => {
    const from = pinned(cloud, object)
    await mapInParallel(planRanges(placements, GAP_BYTES, RANGE_BYTES_MAX), RANGES_IN_FLIGHT, async range => {
      const bytes = await cloud.client.read(from, range.start, range.end)
      await placeBytes(file, bytes, range.start, placements)
    })
  }
  return {
    kind: 'ranges',
    find: paths => findObjectsByEnd(cloud, paths, FOOTER_GUESS_BYTES, keepEnd),
    list: prefix => listObjects(cloud, prefix),
    layout: async object => layoutOf(await footerOf(object)),
    async fetch(object, rowGroups, columns) {
      const footer = await footerOf(object)
      if (chunkBytes(footer, rowGroups, columns) > object.sizeBytes * WHOLE_FROM_SHARE) {
        const slices = rowGroupSlices(footer.rowGroups, rowGroups, 'source')
        return written(options, slices, file => readInto(file, object, wholeObject(object)))
      }
      const plan = planExtract(footer, rowGroups, columns)
      const slices = rowGroupSlices(footer.rowGroups, rowGroups, 'extract')
      return written(options, slices, async file => {
        await writeAt(file, PARQUET_MAGIC, 0)
        await readInto(file, object, plan.placements)
        await writeAt(file, plan.footer, plan.footerAt)
      })
    },
    usage: uri => cloud.ledger.of(uri),
  }
}

function wholeObject({ sizeBytes }: SourceObject): Placement[] {
  return splitRange(0, sizeBytes, RANGE_BYTES_MAX).map(({ start, end }) => ({ start, end, at: start }))
}

/** Copies the parts of a fetched range that belong to placements to their new places. */
async function placeBytes(
  file: FileHandle,
  bytes: Uint8Array,
  rangeStart: number,
  placements: readonly Placement[],
): Promise<void> {
  const rangeEnd = rangeStart + bytes.length
  for (const { start, end, at } of placements) {
    const from = Math.max(start, rangeStart)
    const to = Math.min(end, rangeEnd)
    if (from < to) await writeAt(file, bytes.subarray(from - rangeStart, to - rangeStart), at + from - start)
  }
}

/** A temporary file that is complete when this returns and gone when it is disposed of or `write` fails. */
async function written(
  options: RangesReaderOptions,
  slices: FetchedRowGroups['slices'],
  write: (file: FileHandle) => Promise<void>,
): Promise<FetchedRowGroups> {
  const folder = await mkdtemp(join(options.temporaryDirectory ?? tmpdir(), extractPrefix()))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'extract.parquet')
  try {
    const file = await open(path, 'wx')
    try {
      await write(file)
    } finally {
      await file.close()
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { file: path, slices, [Symbol.asyncDispose]: remove }
}
