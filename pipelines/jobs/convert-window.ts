import { join } from 'node:path'
import { Catalog } from '../catalog/catalog.ts'
import { dateOf, instrumentFolder, type TimeRange } from '../catalog/cell-grid.ts'
import { writeInstrumentFile } from '../catalog/instrument-file.ts'
import { notePrecisions } from '../catalog/precision-marker.ts'
import { removeLeftovers } from '../catalog/write-cell.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { formatInstant } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { RawRootMissingError, SourceMissingError, WindowEmptyError } from '../errors.ts'
import { MountReader } from '../sources/mount-reader.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import { declarePrecisions } from '../staging/precisions.ts'
import type { RawDataType } from '../staging/wire-formats.ts'
import type { ConversionProgress, ConversionReport } from './conversion-report.ts'
import { type ConversionSettings, conversionSettings } from './conversion-settings.ts'
import { StreamConversion, type StreamOutcome } from './convert-stream.ts'
import { type DaySource, findSources } from './find-sources.ts'
import { earliest, latest } from './instants.ts'
import { planCells, type StreamCell } from './plan-cells.ts'
import { probeUnit } from './probe-unit.ts'
import { RAW_STREAMS, type RawStream } from './raw-streams.ts'
import { type OpenedSource, openSource } from './source-layouts.ts'
import { reportOf, type StreamResult } from './summarise-conversion.ts'

export interface ConvertRequest {
  readonly config: ResolvedConfig
  /** Half-open in ts_init; widened to whole cells. */
  readonly window: TimeRange
  /** Kinds of raw data to convert; default all the configuration names. */
  readonly dataTypes?: readonly RawDataType[]
  /** Converts all cells of the window again. */
  readonly refresh?: boolean
  /** Default the mount below UNIFIED_CLOUD_LOCAL_PATH. */
  readonly reader?: SourceReader
  /** Default the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Where relative roots start; default the process's. */
  readonly cwd?: string
}

export interface ConvertOptions {
  readonly onProgress?: (progress: ConversionProgress) => void
  /** Stops after the cells being written. */
  readonly signal?: AbortSignal
}

/** Makes every cell of a window exist: reads the raw objects of the missing ones and writes them one by one.
 *  A window that is there already is left as it is.
 *  @throws SourceMissingError, WindowEmptyError, CellMismatchError, ConversionInterruptedError, RejectedRowsError, … */
export async function convertWindow(
  request: ConvertRequest,
  options: ConvertOptions = {},
): Promise<ConversionReport> {
  const startedMs = performance.now()
  const settings = conversionSettings(request.config, request.env ?? process.env, request.cwd)
  const catalog = await Catalog.openOrCreate(settings.catalogRoot, settings.cellLengthNs)
  using database = await Database.open()
  const conversion = { request, options, settings, catalog, database }
  const streams = RAW_STREAMS.filter(
    ({ dataType }) =>
      settings.paths[dataType] !== undefined && (request.dataTypes ?? [dataType]).includes(dataType),
  )
  const plans = await Promise.all(streams.map(stream => planStream(conversion, stream)))
  const results: StreamResult[] = []
  const todo = plans.filter(plan => plan.missing.length > 0)
  let reader: SourceReader | undefined
  if (todo.length > 0) {
    reader = readerOf(conversion)
    await prepareDatabase(conversion)
    const opened = await openStreams(conversion, todo, reader)
    for (const work of opened) results.push(await convertStream(conversion, work, reader))
  }
  for (const plan of plans)
    if (!todo.includes(plan)) results.push({ ...plan, sources: [], outcome: undefined })
  return reportOf(settings, request.window, results, reader, performance.now() - startedMs)
}

interface Conversion {
  readonly request: ConvertRequest
  readonly options: ConvertOptions
  readonly settings: ConversionSettings
  readonly catalog: Catalog
  readonly database: Database
}

interface StreamPlan {
  readonly stream: RawStream
  readonly missing: readonly StreamCell[]
  readonly presentCells: number
}

async function planStream(conversion: Conversion, stream: RawStream): Promise<StreamPlan> {
  const { catalog, settings, request } = conversion
  const plan = await planCells(catalog, stream, settings, request.window, request.refresh === true)
  const waiting = plan.unsettled.flatMap(({ neighboursMissing }) => neighboursMissing)
  const reader = request.reader ?? mountReader(conversion)
  const found = waiting.length === 0 || reader === undefined ? [] : await reader.find(waiting)
  const arrived = new Set(waiting.filter((_, index) => found[index] !== undefined))
  const rebuilt = plan.unsettled
    .filter(({ neighboursMissing }) => neighboursMissing.some(path => arrived.has(path)))
    .map(({ cell }) => cell)
  const missing = [...plan.missing, ...rebuilt].sort((left, right) => (left.startNs < right.startNs ? -1 : 1))
  return { stream, missing, presentCells: plan.presentCells - rebuilt.length }
}

function mountReader({ settings, database }: Conversion): SourceReader | undefined {
  return settings.rawRoot === undefined ? undefined : new MountReader(settings.rawRoot, database)
}

function readerOf(conversion: Conversion): SourceReader {
  const reader = conversion.request.reader ?? mountReader(conversion)
  if (reader === undefined) throw new RawRootMissingError({ found: 'not set' })
  return reader
}

async function prepareDatabase({ database, settings, catalog, request }: Conversion): Promise<void> {
  const connection = await database.connect()
  await declarePrecisions(connection, settings)
  const { instrument, venue } = request.config
  await writeInstrumentFile(connection, catalog, instrument, venue.name, request.refresh === true)
  connection.closeSync()
}

interface OpenedStream extends StreamPlan {
  readonly daySources: readonly DaySource[]
  readonly sources: readonly OpenedSource[]
}

/** Finds all raw objects first, so that one message names every absent one, then reads their footers. */
async function openStreams(
  conversion: Conversion,
  plans: readonly StreamPlan[],
  reader: SourceReader,
): Promise<readonly OpenedStream[]> {
  const { settings } = conversion
  const found = await Promise.all(
    plans.map(async plan => {
      const dates = new Set(plan.missing.flatMap(cell => [cell.date, ...cell.neighbourDates]))
      const pattern = settings.paths[plan.stream.dataType] ?? ''
      const daySources = await findSources(reader, pattern, [...dates].sort(), settings.autoDiscover)
      return { ...plan, daySources }
    }),
  )
  const absent = found.flatMap(({ daySources, missing }) => {
    const own = new Set(missing.map(cell => cell.date))
    return daySources.filter(
      ({ date, object }) => object === undefined && (date === undefined || own.has(date)),
    )
  })
  if (absent.length > 0) {
    const root = settings.rawRoot ?? 'the bucket'
    throw new SourceMissingError({ paths: absent.map(({ path }) => path), root })
  }
  const opened: OpenedStream[] = []
  for (const plan of found) opened.push({ ...plan, sources: await openSources(conversion, plan, reader) })
  checkWindowHolds(conversion, opened)
  return opened
}

async function openSources(
  { settings, database }: Conversion,
  plan: StreamPlan & { readonly daySources: readonly DaySource[] },
  reader: SourceReader,
): Promise<readonly OpenedSource[]> {
  const sources: OpenedSource[] = []
  for (const source of plan.daySources) {
    const { object } = source
    if (object === undefined) continue
    const probe = probeUnit(database, reader)
    const { dataType } = plan.stream
    sources.push(await openSource(reader, { ...source, object }, dataType, settings.tsInitOffsetNs, probe))
  }
  return sources
}

/** A window outside what the objects cover is a slip of its author, not a day without trades. */
function checkWindowHolds({ request }: Conversion, opened: readonly OpenedStream[]): void {
  const { startNs, endNs } = request.window
  const bounds = opened.flatMap(({ sources }) =>
    sources.flatMap(({ rowGroups }) => rowGroups.map(group => group.bounds)),
  )
  const known = bounds.filter(bound => bound !== undefined)
  if (known.length < bounds.length || opened.some(({ presentCells }) => presentCells > 0)) return
  if (known.some(({ firstNs, lastNs }) => firstNs < endNs && lastNs >= startNs)) return
  const first = earliest(known.map(({ firstNs }) => firstNs))
  const last = latest(known.map(({ lastNs }) => lastNs))
  throw new WindowEmptyError({
    window: `${formatInstant(startNs)} to ${formatInstant(endNs)}`,
    covered:
      first === null || last === null
        ? `no rows at all (${dateOf(startNs)})`
        : `${formatInstant(first)} to ${formatInstant(last)}`,
  })
}

async function convertStream(
  conversion: Conversion,
  opened: OpenedStream,
  reader: SourceReader,
): Promise<StreamResult> {
  const { catalog, settings, options, database } = conversion
  const { stream, missing: cells, daySources, sources } = opened
  for (const type of stream.types) {
    const folder = join(catalog.root, instrumentFolder(type, settings.instrumentId))
    await removeLeftovers(folder)
    await notePrecisions(folder, settings.pricePrecision, settings.sizePrecision)
  }
  let cellsDone = 0
  let rows = 0
  const report = (): void => {
    const { requests, bytes } = reader.usage()
    const cellsTotal = cells.length
    options.onProgress?.({ dataType: stream.dataType, cellsDone, cellsTotal, rows, requests, bytes })
  }
  const outcome: StreamOutcome = await StreamConversion.run(
    database,
    { catalog, stream, settings, reader, cells, sources, daySources },
    {
      signal: options.signal,
      onBatch: staged => {
        rows += staged
        report()
      },
      onCell: () => {
        cellsDone += 1
        report()
      },
    },
  )
  return { ...opened, outcome }
}
