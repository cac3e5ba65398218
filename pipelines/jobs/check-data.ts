import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { formatInstant } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { CatalogMissingError, RejectedRowsError, SourceMissingError, WindowEmptyError } from '../errors.ts'
import { formatInstrumentKey } from '../instruments/instrument-key.ts'
import { measureQuality, type QualityHour, qualityHours } from '../quality/data-quality.ts'
import type { DataSource } from '../sources/choose-reader.ts'
import { type OpenedSourceReader, openSourceReader } from '../sources/open-source-reader.ts'
import type { SourceReader } from '../sources/source-reader.ts'
import { declarePrecisions } from '../staging/precisions.ts'
import { definitionDifferences, keyDifferences, keyOfPath } from './check-data/check-instrument.ts'
import { checkStream } from './check-data/check-stream.ts'
import { problemOf } from './check-data/problem.ts'
import type { CheckProblem, DataCheckReport, StreamCheck } from './check-data/report.ts'
import { type ConversionSettings, conversionSettings } from './conversion-settings.ts'
import { RAW_STREAMS } from './raw-streams.ts'

export interface DataCheckRequest {
  readonly config: ResolvedConfig
  readonly window: TimeRange
  /** `--data-source`. */
  readonly flag?: DataSource | undefined
  /** Default as the configuration and the environment choose. */
  readonly reader?: SourceReader
  /** Measures the converted part of the window too. */
  readonly quality?: boolean
  /** Default the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Where relative roots start; default the process's. */
  readonly cwd?: string
  readonly signal?: AbortSignal | undefined
}

/** Tells whether raw data and catalog can serve a configuration and window, and what they hold: objects, formats,
 *  times, clocks, instruments. Faults of the data are problems of the report, all of them at once; nothing is written.
 *  @throws CellLengthError and other faults of the configuration */
export async function checkData(request: DataCheckRequest): Promise<DataCheckReport> {
  const { config, window } = request
  const settings = conversionSettings(config, request.env ?? process.env, request.cwd)
  using database = await Database.open()
  const problems: CheckProblem[] = []
  const catalog = await openCatalog(settings, problems)
  const opened = await openReader(request, settings, database, problems)
  const streams: StreamCheck[] = []
  if (opened !== undefined) {
    const connection = await database.connect()
    await declarePrecisions(connection, settings)
    connection.closeSync()
    const context = { settings, window, reader: opened.reader, database }
    for (const stream of RAW_STREAMS) {
      if (settings.paths[stream.dataType] === undefined) continue
      const checked = await checkStream(context, stream, catalog)
      streams.push(checked.check)
      problems.push(...checked.problems)
    }
  }
  problems.push(...missingObjects(streams, settings), ...emptyWindow(streams, window))
  problems.push(...badSamples(streams, settings))
  const { warnings, instrumentKeys } = await warningsOf(config, streams, database, catalog)
  const isAsked = request.quality === true && catalog !== undefined
  return {
    ok: problems.length === 0,
    instrument: config.instrument.id,
    window: { start: formatInstant(window.startNs), end: formatInstant(window.endNs) },
    reader: opened === undefined ? null : readerOf(opened),
    streams,
    instrumentKeys,
    problems: distinct(problems),
    warnings,
    quality: isAsked ? await qualityOf(database, catalog, config, window) : null,
  }
}

/** The catalog, if there is one: a check makes none. */
async function openCatalog(
  { catalogRoot, environment }: ConversionSettings,
  problems: CheckProblem[],
): Promise<Catalog | undefined> {
  try {
    return await Catalog.open(catalogRoot, environment)
  } catch (error) {
    if (!(error instanceof CatalogMissingError)) problems.push(problemOf(error))
    return undefined
  }
}

type OpenedReader = Pick<OpenedSourceReader, 'reader' | 'httpfsProblem'> & {
  readonly choice: Pick<OpenedSourceReader['choice'], 'source' | 'decidedBy'>
}

async function openReader(
  { reader, flag, signal }: DataCheckRequest,
  settings: ConversionSettings,
  database: Database,
  problems: CheckProblem[],
): Promise<OpenedReader | undefined> {
  if (reader !== undefined) {
    return { reader, choice: { source: 'auto', decidedBy: 'default' }, httpfsProblem: undefined }
  }
  try {
    return await openSourceReader({
      flag,
      configured: settings.dataSource,
      mountRoot: settings.rawRoot,
      bucket: settings.bucket,
      env: settings.environment,
      openDatabase: async () => database,
      signal,
    })
  } catch (error) {
    problems.push(problemOf(error))
    return undefined
  }
}

function readerOf({ reader, choice, httpfsProblem }: OpenedReader): DataCheckReport['reader'] {
  return {
    source: choice.source,
    decidedBy: choice.decidedBy,
    kind: reader.kind,
    ...reader.usage(),
    httpfsProblem: httpfsProblem ?? null,
  }
}

/** One problem that names every absent object. */
function missingObjects(
  streams: readonly StreamCheck[],
  settings: ConversionSettings,
): readonly CheckProblem[] {
  const paths = streams.flatMap(({ missing }) => missing)
  if (paths.length === 0) return []
  const root = settings.rawRoot ?? settings.bucket ?? 'the bucket'
  return [problemOf(new SourceMissingError({ paths, root }))]
}

/** A window in which no object has a row is a slip of its author. */
function emptyWindow(streams: readonly StreamCheck[], window: TimeRange): readonly CheckProblem[] {
  const found = streams.filter(({ objects }) => objects.some(({ rows }) => rows !== null))
  const isEmpty = ({ cover, convertedCells }: StreamCheck): boolean =>
    cover === 'none' && convertedCells === 0
  if (found.length === 0 || !found.every(isEmpty)) return []
  const covered = found
    .map(({ dataType, first, last }) => `${dataType} ${first ?? 'no rows'} to ${last ?? 'no rows'}`)
    .join(', ')
  const asked = `${formatInstant(window.startNs)} to ${formatInstant(window.endNs)}`
  return [problemOf(new WindowEmptyError({ window: asked, covered }))]
}

/** Samples so bad that a conversion would fail. */
function badSamples(
  streams: readonly StreamCheck[],
  { maxRejectedFraction }: ConversionSettings,
): readonly CheckProblem[] {
  return streams.flatMap(({ objects }) =>
    objects.flatMap(({ uri, skew, sampleRejects }) => {
      const bad = sampleRejects.reduce((sum, { rows }) => sum + rows, 0)
      const all = bad + (skew?.rows ?? 0)
      if (bad === 0 || bad <= all * maxRejectedFraction) return []
      const reasons = sampleRejects.map(({ reason, rows }) => `${rows} ${reason}`).join(', ')
      const message =
        `${bad} of ${all} sampled rows of ${uri} are bad (${reasons}), more than ` +
        `data_catalog.max_rejected_fraction ${maxRejectedFraction} allows. Check the precisions of the instrument.`
      return [{ code: REJECTED_ROWS, message }]
    }),
  )
}

/** As the conversion that would fail. */
const REJECTED_ROWS = RejectedRowsError.declaration.code

async function warningsOf(
  config: ResolvedConfig,
  streams: readonly StreamCheck[],
  database: Database,
  catalog: Catalog | undefined,
): Promise<{ readonly warnings: readonly string[]; readonly instrumentKeys: readonly string[] }> {
  const objects = streams.flatMap(stream => stream.objects.filter(({ uri }) => uri !== null))
  const keys = objects.flatMap(({ path }) => keyOfPath(path) ?? [])
  const defined =
    catalog === undefined ? [] : await definitionDifferences(database, catalog, config.instrument)
  const warnings = [
    ...streams.flatMap(streamWarnings),
    ...keys.flatMap(key => keyDifferences(key, config)),
    ...defined,
  ]
  return {
    warnings: [...new Set(warnings)],
    instrumentKeys: [...new Set(keys.map(formatInstrumentKey))].sort(),
  }
}

function streamWarnings({
  dataType,
  cover,
  first,
  last,
  objects,
  ...stream
}: StreamCheck): readonly string[] {
  const warnings: string[] = []
  const isConverted = stream.convertedCells === stream.cells
  if (cover === 'part') warnings.push(`${dataType} cover only ${first} to ${last} of the window`)
  if (cover === 'none' && first !== null) {
    warnings.push(`${dataType} hold nothing in the window: they cover ${first} to ${last}`)
  }
  for (const { path, skew, sampleRejects, uri, isNeeded } of objects) {
    if (uri === null && !isNeeded && !isConverted) {
      warnings.push(`${path} is absent: rows beside midnight may lie in it`)
    }
    if (skew !== null && skew.medianNs < 0) {
      warnings.push(
        `${path}: ts_init is ${(-skew.medianNs / 1e9).toFixed(3)} s before ts_event in the median of ${skew.rows} rows; ` +
          'data_catalog.ts_init_offset_ns can mend the receiver clock',
      )
    }
    for (const { reason, rows } of sampleRejects) {
      warnings.push(`${path}: ${rows} rows of the sample are bad (${reason})`)
    }
  }
  return warnings
}

function distinct(problems: readonly CheckProblem[]): readonly CheckProblem[] {
  return [...new Map(problems.map(problem => [problem.message, problem])).values()]
}

async function qualityOf(
  database: Database,
  catalog: Catalog,
  { instrument }: ResolvedConfig,
  window: TimeRange,
): Promise<readonly QualityHour[]> {
  const connection = await database.connect()
  try {
    await registerCatalogViews(connection, catalog, { instrumentIds: [instrument.id], window })
    return qualityHours(await measureQuality(connection, instrument.id, window))
  } finally {
    connection.closeSync()
  }
}
