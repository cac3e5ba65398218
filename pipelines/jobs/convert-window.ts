import { OdumError } from '../../engine/domain/odum-error.ts'
import { Catalog } from '../catalog/catalog.ts'
import { instrumentFolder, type TimeRange } from '../catalog/cell-grid.ts'
import { writeInstrumentFile } from '../catalog/instrument-file.ts'
import { notePrecisions } from '../catalog/precision-marker.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { DatabaseOnDemand } from '../database/database-on-demand.ts'
import type { Database } from '../database/open-database.ts'
import { ConversionInterruptedError } from '../errors.ts'
import { type OpenedSourceReader, openSourceReader } from '../sources/open-source-reader.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import { declarePrecisions } from '../staging/precisions.ts'
import type { RawDataType } from '../staging/wire-formats.ts'
import type { ConversionProgress, ConversionReport } from './conversion-report.ts'
import { type ConversionSettings, conversionSettings } from './conversion-settings.ts'
import { StreamConversion } from './convert-stream.ts'
import { type OpenedStream, openStreams } from './open-streams.ts'
import { planStream, type StreamPlan } from './plan-streams.ts'
import { RAW_STREAMS, type RawStream } from './raw-streams.ts'
import { reportOf, type StreamResult } from './summarise-conversion.ts'

export interface ConvertRequest {
  readonly config: ResolvedConfig
  /** Half-open in ts_init; widened to whole cells. */
  readonly window: TimeRange
  /** Kinds of raw data to convert; default all the configuration names. */
  readonly dataTypes?: readonly RawDataType[]
  /** Converts all cells of the window again. */
  readonly refresh?: boolean
  /** Default the one that configuration and environment ask for: the mount, else the bucket. */
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
  /** Told once, when raw data must be read: which readers serve it and what decided so. */
  readonly onReader?: (opened: OpenedSourceReader) => void
  /** Awaited before raw data is converted, and not where all is there already; what it throws ends the conversion. */
  readonly beforeReading?: () => Promise<void>
}

/** Makes every cell of a window exist: reads the raw objects of the missing ones and writes them one by one.
 *  A window that is there already is left as it is.
 *  @throws SourceMissingError, WindowEmptyError, CellMismatchError, ConversionInterruptedError, RejectedRowsError, … */
export async function convertWindow(
  request: ConvertRequest,
  options: ConvertOptions = {},
): Promise<ConversionReport> {
  const startedMs = performance.now()
  const { window, refresh = false, dataTypes } = request
  const settings = conversionSettings(request.config, request.env ?? process.env, request.cwd)
  const catalog = await Catalog.openOrCreate(
    settings.catalogRoot,
    settings.cellLengthNs,
    settings.environment,
  )
  using databases = new DatabaseOnDemand()
  const openReader = readerOnce(request, options, settings, databases)
  const streams = RAW_STREAMS.filter(({ dataType }) => (dataTypes ?? [dataType]).includes(dataType))
  const configured = streams.filter(({ dataType }) => settings.paths[dataType] !== undefined)
  const plans = await Promise.all(
    configured.map(stream => planStream(catalog, stream, settings, window, refresh, openReader)),
  )
  await removeLeftovers(catalog, settings, configured)
  const todo = plans.filter(plan => plan.missing.length > 0)
  const complete = plans.filter(plan => plan.missing.length === 0)
  const results: StreamResult[] = complete.map(plan => ({ ...plan, sources: [], outcome: undefined }))
  let reader: SourceReader | undefined
  if (todo.length > 0) {
    await options.beforeReading?.()
    reader = await openReader()
    const database = await databases.open()
    const conversion = { options, settings, catalog, database, reader, cellsWritten: 0 }
    try {
      const opened = await openStreams(settings, window, todo, reader, database)
      await prepare(conversion, request)
      for (const stream of opened) results.push(await convertStream(conversion, stream))
    } catch (error) {
      throw interruption(conversion, todo, error)
    }
  }
  return reportOf(settings, window, results, reader, performance.now() - startedMs)
}

/** What killed conversions left goes with the next one, whether or not it has anything to convert. */
async function removeLeftovers(
  catalog: Catalog,
  { instrumentId }: ConversionSettings,
  streams: readonly RawStream[],
): Promise<void> {
  const folders = streams.flatMap(({ dataType, types }) => [
    ...types.map(type => instrumentFolder(type, instrumentId)),
    catalog.rejectedFolder(dataType, instrumentId),
  ])
  for (const folder of ['instruments', ...folders]) await catalog.files.removeLeftovers(folder)
}

interface Conversion {
  readonly options: ConvertOptions
  readonly settings: ConversionSettings
  readonly catalog: Catalog
  readonly database: Database
  readonly reader: SourceReader
  cellsWritten: number
}

/** An abort that met a request to the bucket is the same interruption as one that met a cell. */
function interruption(
  { options, cellsWritten }: Conversion,
  todo: readonly StreamPlan[],
  error: unknown,
): unknown {
  if (options.signal?.aborted !== true || error instanceof OdumError) return error
  const cells = todo.reduce((sum, { missing }) => sum + missing.length, 0)
  return new ConversionInterruptedError({ cellsWritten, cellsLeft: cells - cellsWritten }, error)
}

/** Opens the reader when it is first needed: a converted window asks for none. */
function readerOnce(
  request: ConvertRequest,
  { signal, onReader }: ConvertOptions,
  settings: ConversionSettings,
  databases: DatabaseOnDemand,
): () => Promise<SourceReader> {
  let once: Promise<SourceReader> | undefined
  const open = async (): Promise<SourceReader> => {
    if (request.reader !== undefined) return request.reader
    const opened = await openSourceReader({
      configured: settings.dataSource,
      mountRoot: settings.rawRoot,
      bucket: settings.bucket,
      env: settings.environment,
      openDatabase: () => databases.open(),
      signal,
    })
    onReader?.(opened)
    return opened.reader
  }
  return () => (once ??= open())
}

async function prepare(
  { database, settings, catalog }: Conversion,
  { config, refresh = false }: ConvertRequest,
): Promise<void> {
  const connection = await database.connect()
  await declarePrecisions(connection, settings)
  await writeInstrumentFile(connection, catalog, config.instrument, config.venue.name, refresh)
  connection.closeSync()
}

async function convertStream(conversion: Conversion, opened: OpenedStream): Promise<StreamResult> {
  const { catalog, settings, options, database, reader } = conversion
  const { stream, missing: cells, daySources, sources } = opened
  for (const type of stream.types) {
    const folder = instrumentFolder(type, settings.instrumentId)
    await notePrecisions(catalog.files, folder, settings.pricePrecision, settings.sizePrecision)
  }
  let cellsDone = 0
  let rows = 0
  const report = (): void => {
    const { requests, bytes } = reader.usage()
    const cellsTotal = cells.length
    options.onProgress?.({ dataType: stream.dataType, cellsDone, cellsTotal, rows, requests, bytes })
  }
  const outcome = await StreamConversion.run(
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
        conversion.cellsWritten += 1
        report()
      },
    },
  )
  return { ...opened, outcome }
}
