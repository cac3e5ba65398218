import { Catalog } from '../catalog/catalog.ts'
import { instrumentFolder, type TimeRange } from '../catalog/cell-grid.ts'
import { writeInstrumentFile } from '../catalog/instrument-file.ts'
import { notePrecisions } from '../catalog/precision-marker.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { Database } from '../database/open-database.ts'
import { openSourceReader } from '../sources/open-source-reader.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import { declarePrecisions } from '../staging/precisions.ts'
import type { RawDataType } from '../staging/wire-formats.ts'
import type { ConversionProgress, ConversionReport } from './conversion-report.ts'
import { type ConversionSettings, conversionSettings } from './conversion-settings.ts'
import { StreamConversion } from './convert-stream.ts'
import { type OpenedStream, openStreams } from './open-streams.ts'
import { planStream } from './plan-streams.ts'
import { RAW_STREAMS } from './raw-streams.ts'
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
  using database = await Database.open()
  const openReader = readerOnce(request, options, settings, database)
  const streams = RAW_STREAMS.filter(({ dataType }) => (dataTypes ?? [dataType]).includes(dataType))
  const configured = streams.filter(({ dataType }) => settings.paths[dataType] !== undefined)
  const plans = await Promise.all(
    configured.map(stream => planStream(catalog, stream, settings, window, refresh, openReader)),
  )
  const todo = plans.filter(plan => plan.missing.length > 0)
  const complete = plans.filter(plan => plan.missing.length === 0)
  const results: StreamResult[] = complete.map(plan => ({ ...plan, sources: [], outcome: undefined }))
  let reader: SourceReader | undefined
  if (todo.length > 0) {
    reader = await openReader()
    const opened = await openStreams(settings, window, todo, reader, database)
    const conversion = { options, settings, catalog, database, reader }
    await prepare(conversion, request)
    for (const stream of opened) results.push(await convertStream(conversion, stream))
  }
  return reportOf(settings, window, results, reader, performance.now() - startedMs)
}

interface Conversion {
  readonly options: ConvertOptions
  readonly settings: ConversionSettings
  readonly catalog: Catalog
  readonly database: Database
  readonly reader: SourceReader
}

/** Opens the reader when it is first needed: a converted window asks for none. */
function readerOnce(
  request: ConvertRequest,
  { signal }: ConvertOptions,
  settings: ConversionSettings,
  database: Database,
): () => Promise<SourceReader> {
  let opened: Promise<SourceReader> | undefined
  const open = async (): Promise<SourceReader> => {
    if (request.reader !== undefined) return request.reader
    const { reader } = await openSourceReader({
      configured: settings.dataSource,
      mountRoot: settings.rawRoot,
      bucket: settings.bucket,
      env: settings.environment,
      database,
      signal,
    })
    return reader
  }
  return () => (opened ??= open())
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

async function convertStream(
  { catalog, settings, options, database, reader }: Conversion,
  opened: OpenedStream,
): Promise<StreamResult> {
  const { stream, missing: cells, daySources, sources } = opened
  for (const type of stream.types) {
    const folder = instrumentFolder(type, settings.instrumentId)
    await catalog.files.removeLeftovers(folder)
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
        report()
      },
    },
  )
  return { ...opened, outcome }
}
