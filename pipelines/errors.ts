import { defineError } from '../engine/domain/odum-error.ts'

/** The pipelines' error table: every fault a command, job or service can report, sorted by code. */

/** A list of problems, one a line, for messages. */
function listed(problems: readonly { where: string; path: string; message: string }[]): string {
  return problems
    .map(({ where, path, message }) => `\n  ${where}  ${path === '' ? '' : `${path}: `}${message}`)
    .join('')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** The first of many names, one a line, for messages. */
function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(name => `\n  ${name}`)
  return [...shown, ...(names.length > 12 ? [`\n  … and ${names.length - 12} more`] : [])].join('')
}

interface ConfigProblems {
  file: string
  problems: readonly { where: string; path: string; message: string }[]
}

export const AccessDeniedError = defineError<{ problem: string }>({
  code: 'ACCESS_DENIED',
  httpStatus: 401,
  message: f => `${f.problem} Send the service's token as "Authorization: Bearer …", or sign in at /sign-in.`,
})

export const AlgorithmFailedError = defineError<{ module: string; problem: string }>({
  code: 'ALGORITHM_FAILED',
  message: f =>
    `The execution algorithm ${f.module} failed during the replay: ${f.problem}. ` +
    'Mend the file; `odum algorithms validate` tries it.',
})

export const AlgorithmModuleError = defineError<{ module: string; problem: string }>({
  code: 'ALGORITHM_MODULE',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The file ${f.module} holds no execution algorithm: ${f.problem}. ` +
    'Expected a file that exports `algorithm`, an AlgorithmDefinition; see docs/algorithms.md.',
})

export const AlgorithmNotFoundError = defineError<{ id: string; available: readonly string[] }>({
  code: 'ALGORITHM_NOT_FOUND',
  httpStatus: 404,
  message: f => `There is no algorithm or strategy ${f.id}. There are: ${f.available.join(', ') || 'none'}.`,
})

export const AlgorithmUnknownError = defineError<{
  id: string
  known: readonly string[]
  meant: string | undefined
}>({
  code: 'ALGORITHM_UNKNOWN',
  exitStatus: 2,
  httpStatus: 404,
  message: f => {
    const hint = f.meant === undefined ? `Known: ${f.known.join(', ')}.` : `Did you mean "${f.meant}"?`
    return `There is no execution algorithm "${f.id}". ${hint} \`odum algorithms ls\` tells what each one does.`
  },
})

export const BackupNotFoundError = defineError<{ name: string; backup: string }>({
  code: 'BACKUP_NOT_FOUND',
  httpStatus: 404,
  message: f => `${f.name} has no backup ${f.backup}. List those there are with GET …/backups.`,
})

export const BookMissingError = defineError<{ file: string }>({
  code: 'BOOK_MISSING',
  exitStatus: 2,
  httpStatus: 422,
  message: f =>
    `Snapshot mode "book" needs book data, but ${f.file} names no data_catalog.book_snapshot_5_path. ` +
    'Add it, or use snapshot mode "trades".',
})

export const BucketMissingError = defineError<{ uri: string; detail: string }>({
  code: 'BUCKET_MISSING',
  httpStatus: 404,
  message: f =>
    `There is no bucket for ${f.uri} (the storage service said: ${f.detail}). ` +
    'Check the bucket names in the configuration and in UNIFIED_CLOUD_SERVICES_GCS_BUCKET, ' +
    'INSTRUMENTS_GCS_BUCKET and EXECUTION_STORE_GCS_BUCKET.',
})

export const BucketUnsetError = defineError<{ source: string }>({
  code: 'BUCKET_UNSET',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `Raw data is to come from Cloud Storage (source ${f.source}), but no bucket is configured. Set ` +
    'data_catalog.gcs_bucket in the configuration or UNIFIED_CLOUD_SERVICES_GCS_BUCKET, or read from the mount ' +
    'with --data-source local.',
})

export const CacheTooSmallError = defineError<{ directory: string; neededBytes: number; bytesMax: number }>({
  code: 'CACHE_TOO_SMALL',
  httpStatus: 422,
  message: f =>
    `${megabytes(f.neededBytes)} of the catalog are needed at once, but the cache ${f.directory} holds at most ` +
    `${megabytes(f.bytesMax)}. Choose a shorter window or fewer instruments, or raise ODUM_CACHE_BYTES_MAX.`,
})

export const CatalogFaultyError = defineError<{ root: string; files: number; failed: number; stale: number }>(
  {
    code: 'CATALOG_FAULTY',
    message: f =>
      `${f.failed} of ${f.files} cell files below ${f.root} fail` +
      (f.stale === 0 ? '' : ` and ${f.stale} of their sources have changed since`) +
      '; they are listed above. Convert their windows again with `odum convert --refresh`, or delete stray files.',
  },
)

export const CatalogFormatError = defineError<{ file: string; expected: string; found: string }>({
  code: 'CATALOG_FORMAT',
  httpStatus: 409,
  message: f =>
    `${f.file} describes another kind of catalog: expected ${f.expected}, found ${f.found}. ` +
    'Use another catalog folder (DATA_CATALOG_PATH), or the settings this one was made with.',
})

export const CatalogMissingError = defineError<{ root: string }>({
  code: 'CATALOG_MISSING',
  httpStatus: 404,
  message: f =>
    `There is no catalog at ${f.root}: expected a folder with catalog.json. ` +
    'Make one with `odum convert --config …`, or name another with --catalog or DATA_CATALOG_PATH.',
})

export const CatalogUnwritableError = defineError<{ file: string; problem: string }>({
  code: 'CATALOG_UNWRITABLE',
  message: f =>
    `${f.file} could not be written: ${f.problem}. Nothing of it was kept; cells written before remain. ` +
    'Free space or mend the permissions of the catalog folder, then run the same command again.',
})

export const CellsMissingError = defineError<{ paths: readonly string[] }>({
  code: 'CELLS_MISSING',
  httpStatus: 409,
  message: f =>
    `${f.paths.length} cells of the window are not converted yet, the first is ${f.paths[0]}. ` +
    'Run `odum convert` for the same configuration and window.',
})

export const CellConflictError = defineError<{ file: string; expected: string; found: string }>({
  code: 'CELL_CONFLICT',
  httpStatus: 409,
  message: f =>
    `Another conversion wrote ${f.file} meanwhile with other contents: expected ${f.expected}, found ${f.found}. ` +
    'Its cell was kept; run again, or `odum convert --refresh` if this conversion is the right one.',
})

export const CellLengthError = defineError<{ found: string }>({
  code: 'CELL_LENGTH',
  exitStatus: 2,
  httpStatus: 400,
  message: f => `data_catalog.cell_length ${f.found} does not divide a day. Choose e.g. 15m, 1h, 4h or 1d.`,
})

export const CellMismatchError = defineError<{
  file: string
  cells: number
  expected: string
  found: string
}>({
  code: 'CELL_MISMATCH',
  httpStatus: 409,
  message: f =>
    `${f.cells} cells of the catalog were made with other settings, first ${f.file}: ` +
    `expected ${f.expected}, found ${f.found}. ` +
    'Convert them again with `odum convert --refresh`, or use another catalog.',
})

export const CellUnverifiedError = defineError<{ file: string; expected: string; found: string }>({
  code: 'CELL_UNVERIFIED',
  message: f =>
    `${f.file} did not read back as written: expected ${f.expected}, found ${f.found}. ` +
    'The cell was not kept; check the disk and run the same command again.',
})

export const ChromiumFailedError = defineError<{ program: string; picture: string; output: string }>({
  code: 'CHROMIUM_FAILED',
  message: f =>
    `${f.program} made no picture ${f.picture}. The end of its output:\n${f.output}\n` +
    'Try it by hand with --headless --screenshot, or set ODUM_CHROMIUM to another Chromium or Chrome.',
})

export const ChromiumMissingError = defineError<{ searched: readonly string[] }>({
  code: 'CHROMIUM_MISSING',
  message: f =>
    `Pictures are drawn by Chromium or Chrome, and none was found (${f.searched.join(', ')}). ` +
    'Install one, or name its program in ODUM_CHROMIUM; the report itself needs none: leave out --png.',
})

export const CloudRequestRefusedError = defineError<{
  action: string
  uri: string
  status: number
  detail: string
}>({
  code: 'CLOUD_REQUEST_REFUSED',
  httpStatus: 502,
  message: f =>
    `The storage service refused to ${f.action} ${f.uri} with HTTP status ${f.status}: ${f.detail}. ` +
    'Check ODUM_GCS_ENDPOINT and the object name; such a request is not repeated.',
})

export const ConfigInvalidError = defineError<ConfigProblems>({
  code: 'CONFIG_INVALID',
  exitStatus: 2,
  httpStatus: 422,
  message: f =>
    `${f.file} is no valid configuration:${listed(f.problems)}\n` +
    'Correct what is named; docs/configuration.md describes every key.',
})

export const ConfigNotFoundError = defineError<{ file: string; available: readonly string[] }>({
  code: 'CONFIG_NOT_FOUND',
  exitStatus: 2,
  httpStatus: 404,
  message: f =>
    `There is no configuration "${f.file}". ` +
    (f.available.length === 0
      ? 'Give the path of a JSON file.'
      : `Give the path of a JSON file, or one of these:${f.available.map(file => `\n  ${file}`).join('')}`),
})

export const ConfigSyntaxError = defineError<ConfigProblems>({
  code: 'CONFIG_SYNTAX',
  exitStatus: 2,
  httpStatus: 400,
  message: f => `${f.file} is not JSON (comments are allowed):${listed(f.problems)}\nCorrect what is named.`,
})

export const ConfigVariableMissingError = defineError<ConfigProblems>({
  code: 'CONFIG_VARIABLE_MISSING',
  exitStatus: 2,
  httpStatus: 422,
  message: f =>
    `${f.file} needs environment variables that are not set:${listed(f.problems)}\n` +
    `Set them, or write a default: \${NAME:-default}.`,
})

export const ConversionInterruptedError = defineError<{ cellsWritten: number; cellsLeft: number }>({
  code: 'CONVERSION_INTERRUPTED',
  message: f =>
    `The conversion was interrupted: ${f.cellsWritten} cells are written, ${f.cellsLeft} are left. ` +
    'Written cells are complete; run the same command again to convert the rest.',
})

export const CredentialsRejectedError = defineError<{
  action: string
  uri: string
  status: number
  credentials: string
  detail: string
}>({
  code: 'CREDENTIALS_REJECTED',
  httpStatus: 502,
  message: f =>
    `The storage service rejected the ${f.credentials} credentials for ${f.uri} ` +
    `(to ${f.action} it, HTTP status ${f.status}: ${f.detail}). Check GOOGLE_APPLICATION_CREDENTIALS, or ` +
    'GCS_HMAC_KEY_ID and GCS_HMAC_SECRET, and that the account may read the bucket.',
})

export const CredentialsUnusableError = defineError<{ credentials: string; problem: string }>({
  code: 'CREDENTIALS_UNUSABLE',
  httpStatus: 502,
  message: f =>
    `No access token could be had with the ${f.credentials} credentials: ${f.problem}. Set ` +
    'GOOGLE_APPLICATION_CREDENTIALS to a readable service-account file, sign in with ' +
    '`gcloud auth application-default login`, or set GCS_HMAC_KEY_ID and GCS_HMAC_SECRET.',
})

export const DataUnusableError = defineError<{ instrument: string; problems: readonly string[] }>({
  code: 'DATA_UNUSABLE',
  httpStatus: 422,
  message: f =>
    `The raw data cannot serve ${f.instrument} in this window:${f.problems.map(problem => `\n  ${problem}`).join('')}\n` +
    'Mend what is named, or choose a window that the data covers (`odum datasets` shows what there is).',
})

export const ExportTargetError = defineError<{ file: string; remedy: string }>({
  code: 'EXPORT_TARGET',
  httpStatus: 409,
  message: f => `${f.file} exists already and is left as it is. ${f.remedy}, or name another place.`,
})

export const HostForeignError = defineError<{ host: string }>({
  code: 'HOST_FOREIGN',
  httpStatus: 421,
  message: f =>
    `This service does not answer for the host ${f.host}. Use the address it was started on, or start it with --allow-host.`,
})

export const HttpfsUnavailableError = defineError<{ directory: string; detail: string }>({
  code: 'HTTPFS_UNAVAILABLE',
  message: f =>
    `DuckDB's httpfs extension cannot be loaded from ${f.directory}: ${f.detail}. Set ` +
    'ODUM_DUCKDB_EXTENSION_DIRECTORY to a folder that holds it for this DuckDB version, or leave the choice ' +
    'of the reader open: the ranged reader needs no extension.',
})

export const IbContractInvalidError = defineError<{ what: string; expected: string }>({
  code: 'IB_CONTRACT_INVALID',
  httpStatus: 422,
  message: f =>
    `${f.what} makes no contract of Interactive Brokers: expected ${f.expected}. ` +
    'Correct the field, or register the venue in pipelines/instruments/venues.ts.',
})

export const InstrumentAmbiguousError = defineError<{ text: string; candidates: readonly string[] }>({
  code: 'INSTRUMENT_AMBIGUOUS',
  exitStatus: 2,
  httpStatus: 409,
  message: f =>
    `"${f.text}" names ${f.candidates.length} instruments:${someOf(f.candidates)}\n` +
    'Write the id or the key of the one you mean.',
})

export const InstrumentKeyInvalidError = defineError<{
  text: string
  part: string
  expected: string
  found: string
}>({
  code: 'INSTRUMENT_KEY_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `"${f.text}" is no instrument key: expected ${f.expected} as its ${f.part}, found "${f.found}". ` +
    'Write [ASSET_CLASS:]VENUE:TYPE:PAYLOAD[@SUFFIX], e.g. BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN.',
})

export const InstrumentStoreColumnsError = defineError<{
  uri: string
  missing: readonly string[]
  found: readonly string[]
  known: string
}>({
  code: 'INSTRUMENT_STORE_COLUMNS',
  httpStatus: 422,
  message: f =>
    `The columns of ${f.uri} are no known instruments store: no column for ${f.missing.join(', ')} ` +
    `among ${f.found.join(', ')}. Known: ${f.known}. ` +
    'Check the file, or add the names to pipelines/instruments/store-columns.ts.',
})

export const InstrumentStoreMissingError = defineError<{
  root: string
  path: string
  days: readonly string[]
}>({
  code: 'INSTRUMENT_STORE_MISSING',
  httpStatus: 404,
  message: f =>
    `There is no instruments store ${f.path} below ${f.root}. ` +
    (f.days.length === 0
      ? 'No day is there at all: set INSTRUMENTS_GCS_BUCKET, or name its folder or bucket with --from.'
      : `Days that are there: ${f.days.join(', ')}. Choose one of them with --date.`),
})

export const InstrumentUnknownError = defineError<{
  text: string
  meant: string | undefined
  known: readonly string[]
}>({
  code: 'INSTRUMENT_UNKNOWN',
  exitStatus: 2,
  httpStatus: 404,
  message: f =>
    `No instrument is named "${f.text}"${f.meant === undefined ? '.' : `; did you mean ${f.meant}?`} ` +
    `Write the id, the canonical key or the venue symbol of one that is there:` +
    (f.known.length === 0 ? ' there are none yet.' : someOf(f.known)),
})

export const JobNotFoundError = defineError<{ jobId: string }>({
  code: 'JOB_NOT_FOUND',
  httpStatus: 404,
  message: f =>
    `There is no job ${f.jobId}. List those there are with GET /api/backtest/jobs; records of old ones are removed, their results are not.`,
})

export const NameInvalidError = defineError<{ name: string }>({
  code: 'NAME_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `${f.name} is no name. Use letters, digits, "_", "-" and ".", a letter or digit first, at most 100 of them, and at most one "/" between.`,
})

export const NautilusConflictError = defineError<{ file: string; cells: number; instrumentId: string }>({
  code: 'NAUTILUS_CONFLICT',
  httpStatus: 409,
  message: f =>
    `${f.cells} cells of ${f.instrumentId} are there already with other rows, first ${f.file}. Nothing was ` +
    'imported of this instrument; replace them with --refresh, or import into another catalog.',
})

export const NautilusFileError = defineError<{ file: string; problem: string }>({
  code: 'NAUTILUS_FILE',
  httpStatus: 422,
  message: f =>
    `${f.file} cannot be imported: ${f.problem}. Write it again with a current NautilusTrader, or leave it out.`,
})

export const NautilusMissingError = defineError<{
  path: string
  skipped: number
  instruments: readonly string[]
}>({
  code: 'NAUTILUS_MISSING',
  httpStatus: 404,
  message: f =>
    `There are no trades or order book deltas at ${f.path}` +
    (f.instruments.length === 0 ? '' : ` of ${f.instruments.join(', ')}`) +
    ` (${f.skipped} Parquet files of other kinds). Name the folder of a NautilusTrader catalog, or one of its files.`,
})

export const NautilusRangeError = defineError<{ file: string; value: string; bits: number }>({
  code: 'NAUTILUS_RANGE',
  httpStatus: 422,
  message: f =>
    `${f.file} was not written: ${f.value} does not fit into ${f.bits} bits of fixed point. ` +
    (f.bits === 64 ? 'Export with --bits 128.' : 'Its instrument cannot be exported.'),
})

export const NotParquetError = defineError<{ uri: string; found: string }>({
  code: 'NOT_PARQUET',
  httpStatus: 422,
  message: f =>
    `${f.uri} is not a readable Parquet file: expected a footer that closes with PAR1, found ${f.found}. ` +
    'Replace the object by a complete Parquet file.',
})

export const ObjectChangedError = defineError<{ uri: string; expected: string; found: string }>({
  code: 'OBJECT_CHANGED',
  httpStatus: 409,
  message: f =>
    `${f.uri} was not replaced: expected generation ${f.expected}, found ${f.found}. ` +
    'Another writer was faster; read it again and repeat.',
})

export const ObjectMissingError = defineError<{ uri: string }>({
  code: 'OBJECT_MISSING',
  httpStatus: 404,
  message: f =>
    `${f.uri} does not exist. Check the configured paths and dates; \`odum data check\` lists all.`,
})

export const OriginForeignError = defineError<{ origin: string }>({
  code: 'ORIGIN_FOREIGN',
  httpStatus: 403,
  message: f => `Requests from pages of ${f.origin} are refused. Open the pages of this service itself.`,
})

export const OverrideInvalidError = defineError<{ written: string }>({
  code: 'OVERRIDE_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `--set ${f.written} is no override. Write it as path=value, e.g. --set venue.taker_fee=0.0005.`,
})

export const ParquetDamagedError = defineError<{ file: string; problem: string }>({
  code: 'PARQUET_DAMAGED',
  httpStatus: 422,
  message: f =>
    `${f.file} is damaged or no Parquet file: ${f.problem}. Where it is a cell of the catalog, ` +
    '`odum catalog verify` names all that are damaged; convert their windows again with --refresh, or delete strays.',
})

export const PathForeignError = defineError<{ key: string; found: string }>({
  code: 'PATH_FOREIGN',
  exitStatus: 2,
  httpStatus: 422,
  message: f =>
    `${f.key} is ${f.found}, which leaves the folder it belongs to. Write it relative to that folder, without "..".`,
})

export const QueryFailedError = defineError<{ problem: string }>({
  code: 'QUERY_FAILED',
  httpStatus: 400,
  message: f => f.problem,
})

export const QueryLimitError = defineError<{ limit: string; remedy: string }>({
  code: 'QUERY_LIMIT',
  httpStatus: 422,
  message: f => `The query was ended: ${f.limit}. ${f.remedy}`,
})

export const QueryRefusedError = defineError<{ problem: string }>({
  code: 'QUERY_REFUSED',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `Only one statement that selects is run here: ${f.problem}. Write it as one SELECT, or use \`odum sql\` on your own machine.`,
})

export const QueueFullError = defineError<{ queued: number; queueMax: number }>({
  code: 'QUEUE_FULL',
  httpStatus: 429,
  message: f =>
    `${f.queued} are waiting already, and at most ${f.queueMax} may. Try again when some are done.`,
})

export const RawRootMissingError = defineError<{ found: string }>({
  code: 'RAW_ROOT_MISSING',
  message: f =>
    `The folder of raw data is ${f.found}. ` +
    'Set UNIFIED_CLOUD_LOCAL_PATH, in the environment or in the configuration, to the folder that holds raw_tick_data/.',
})

export const RejectedRowsError = defineError<{
  uri: string
  rejectedRows: number
  rows: number
  maxFraction: number
  reasons: string
  file: string
}>({
  code: 'REJECTED_ROWS',
  httpStatus: 422,
  message: f =>
    `${f.rejectedRows} of ${f.rows} rows of ${f.uri} are bad (${f.reasons}), ` +
    `more than data_catalog.max_rejected_fraction ${f.maxFraction} allows. They are set aside in ${f.file}; ` +
    'mend the source, check the precisions of the instrument, or raise the limit.',
})

export const ReportFolderError = defineError<{ folder: string }>({
  code: 'REPORT_FOLDER',
  httpStatus: 409,
  message: f =>
    `${f.folder} exists and is not a report, so it is not replaced. ` +
    'Give another folder with --out, or empty this one.',
})

export const ReportPortTakenError = defineError<{ port: number; problem: string }>({
  code: 'REPORT_PORT_TAKEN',
  message: f =>
    `Cannot serve the report on 127.0.0.1:${f.port}: ${f.problem}. Choose a free port with --port, or 0 for any.`,
})

export const RequestInvalidError = defineError<{ problems: readonly { path: string; message: string }[] }>({
  code: 'REQUEST_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The request is not as expected:${f.problems.map(({ path, message }) => `\n  ${path}: ${message}`).join('')}\nThe pages below /docs show what is.`,
})

export const ResultsUnwritableError = defineError<{ root: string; problem: string }>({
  code: 'RESULTS_UNWRITABLE',
  message: f =>
    `Results cannot be written below ${f.root}: ${f.problem}. ` +
    'Free space, mend the permissions, or set another results.root.',
})

export const ResultRangeError = defineError<{ units: string; factor: string }>({
  code: 'RESULT_RANGE',
  message: f =>
    `An amount of ${f.units} units cannot be written ${f.factor} times finer: the instruments of the run differ so ` +
    'much in precision that its tables cannot hold both. Lower the highest precision, or split the run.',
})

export const RunsFailedError = defineError<{ failed: readonly string[]; total: number }>({
  code: 'RUNS_FAILED',
  message: f =>
    `${f.failed.length} of ${f.total} runs failed: ${f.failed.join(', ')}. ` +
    'Their errors stand above; the other runs are complete.',
})

export const RunAmbiguousError = defineError<{ text: string; matching: readonly string[] }>({
  code: 'RUN_AMBIGUOUS',
  httpStatus: 409,
  message: f =>
    `${f.text} names ${f.matching.length} runs: ${f.matching.slice(0, 5).join(', ')}${f.matching.length > 5 ? ', …' : ''}. ` +
    'Write more of the run id, or its last part.',
})

export const RunInconsistentError = defineError<{ runId: string; failures: readonly string[] }>({
  code: 'RUN_INCONSISTENT',
  message: f =>
    `The results of run ${f.runId} disagree with themselves:\n${f.failures.map(line => `  ${line}`).join('\n')}\n` +
    'They were not published. Please report the configuration that shows it; --no-verify publishes them unchecked.',
})

export const RunInterruptedError = defineError<{ runId: string }>({
  code: 'RUN_INTERRUPTED',
  message: f =>
    `Run ${f.runId} was interrupted; nothing of it was published. Converted cells stay: run it again.`,
})

export const RunMarketChangedError = defineError<{
  runId: string
  path: string
  expected: string
  found: string
}>({
  code: 'RUN_MARKET_CHANGED',
  httpStatus: 409,
  message: f =>
    `The market that run ${f.runId} was replayed over is not in the catalog as it was: ${f.path}: ` +
    `expected ${f.expected}, found ${f.found}. Convert the same window again, or repeat the run.`,
})

export const RunNotFoundError = defineError<{
  runId: string
  resultsRoot: string
  folder: string | undefined
}>({
  code: 'RUN_NOT_FOUND',
  httpStatus: 404,
  message: f =>
    f.folder === undefined
      ? `There is no run ${f.runId} below ${f.resultsRoot}. List the runs there are with \`odum results ls\`.`
      : `Run ${f.runId} is a ${f.folder} run without result tables, so it cannot be shown in full. ` +
        'Run it again with --report.',
})

export const RunWorkerDiedError = defineError<{ runId: string; how: string }>({
  code: 'RUN_WORKER_DIED',
  message: f =>
    `The process of run ${f.runId} died: ${f.how}. Nothing of it was published. Run it again; if it dies again, choose a shorter window or give the machine more memory.`,
})

export const SandboxFailedError = defineError<{ problem: string; remedy: string }>({
  code: 'SANDBOX_FAILED',
  message: f => `The process that replays custom code failed: ${f.problem}. ${f.remedy}`,
})

export const SandboxOutputError = defineError<{ module: string; limitBytes: number }>({
  code: 'SANDBOX_OUTPUT',
  httpStatus: 422,
  message: f =>
    `The run of ${f.module} wrote more than ${megabytes(f.limitBytes)} of results and was ended. Send fewer orders, ` +
    'run in fast mode, or raise sandbox.output_limit in the configuration.',
})

export const ServiceAddressError = defineError<{ host: string; port: number; problem: string }>({
  code: 'SERVICE_ADDRESS',
  message: f =>
    `The service cannot listen on ${f.host}:${f.port}: ${f.problem}. Choose another with --host and --port.`,
})

export const ServiceStateTakenError = defineError<{ folder: string }>({
  code: 'SERVICE_STATE_TAKEN',
  httpStatus: 409,
  message: f =>
    `Another service works with ${f.folder}. Stop it, or give this one a --state folder of its own.`,
})

export const ServiceStoppingError = defineError<object>({
  code: 'SERVICE_STOPPING',
  httpStatus: 503,
  message: () => 'The service is stopping and takes nothing new. Try again when it is back.',
})

export const ServiceTokenMissingError = defineError<{ host: string; lengthMin: number }>({
  code: 'SERVICE_TOKEN_MISSING',
  exitStatus: 2,
  message: f =>
    `Others can reach ${f.host}, so requests must carry a token. Set ODUM_SERVICE_TOKEN to a secret of at least ${f.lengthMin} letters, or listen on 127.0.0.1.`,
})

export const SiteBuildError = defineError<{ status: string; output: string }>({
  code: 'SITE_BUILD',
  message: f =>
    `The site could not be built (exit status ${f.status}). The end of the builder's output:\n${f.output}\n` +
    'A page, a loader or a notebook named there is at fault; `odum site dev` shows it while you edit.',
})

export const SourceAmbiguousError = defineError<{ path: string; candidates: readonly string[] }>({
  code: 'SOURCE_AMBIGUOUS',
  httpStatus: 409,
  message: f =>
    `${f.path} does not exist and several objects differ from it only by their suffix: ` +
    `${f.candidates.join(', ')}. Write the one you mean in data_catalog.`,
})

export const SourceChangedError = defineError<{ uri: string; expected: string; found: string }>({
  code: 'SOURCE_CHANGED',
  httpStatus: 409,
  message: f =>
    `${f.uri} was replaced or deleted while it was being read: expected ${f.expected}, found ${f.found}. ` +
    'Nothing was kept of it; run again once its writer is done.',
})

export const SourceMissingError = defineError<{ paths: readonly string[]; root: string }>({
  code: 'SOURCE_MISSING',
  httpStatus: 404,
  message: f =>
    `${f.paths.length} raw objects are missing below ${f.root}: ${f.paths.join(', ')}. ` +
    'Check the paths of data_catalog and the time window, or set data_catalog.auto_discover for names with a suffix.',
})

export const SourceTruncatedError = defineError<{
  uri: string
  expectedBytes: number
  foundBytes: number
  attempts: number
}>({
  code: 'SOURCE_TRUNCATED',
  httpStatus: 502,
  message: f =>
    `${f.uri} arrived cut short: expected ${f.expectedBytes} bytes, found ${f.foundBytes}, in each of ` +
    `${f.attempts} attempts. Check the network and any proxy on the way, then run again.`,
})

export const SourceUnavailableError = defineError<{
  action: string
  uri: string
  endpoint: string
  attempts: number
  detail: string
}>({
  code: 'SOURCE_UNAVAILABLE',
  httpStatus: 503,
  message: f =>
    `${f.endpoint} did not serve the request to ${f.action} ${f.uri} in ${f.attempts} attempts: ${f.detail}. ` +
    'Check the network and ODUM_GCS_ENDPOINT, and run again later; nothing partial was kept.',
})

export const SourceUnreadableError = defineError<{ file: string; problem: string }>({
  code: 'SOURCE_UNREADABLE',
  message: f =>
    `${f.file} cannot be read: ${f.problem}. Check that it is complete and that its permissions allow reading it.`,
})

export const StrategyFailedError = defineError<{ module: string; problem: string }>({
  code: 'STRATEGY_FAILED',
  message: f =>
    `The strategy in ${f.module} failed during the replay: ${f.problem}. ` +
    'The fault lies in that file; mend it and run again.',
})

export const StrategyMemoryError = defineError<{ module: string; limitBytes: number }>({
  code: 'STRATEGY_MEMORY',
  httpStatus: 422,
  message: f =>
    `The run of ${f.module} took more memory than ${megabytes(f.limitBytes)} and was ended. Keep less in the module, ` +
    'or raise sandbox.memory_limit in the configuration.',
})

export const StrategyModuleError = defineError<{ module: string; file: string; problem: string }>({
  code: 'STRATEGY_MODULE',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The strategy module ${f.module}, named by strategy.module in ${f.file}, cannot be used: ${f.problem}. ` +
    'Expected a file that exports `strategy(parameters)`, which returns a strategy factory; paths are relative ' +
    'to the configuration.',
})

export const StrategyParametersError = defineError<{ module: string; file: string; problem: string }>({
  code: 'STRATEGY_PARAMETERS',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The strategy in ${f.module} refuses strategy.parameters in ${f.file}:\n${f.problem}\n` +
    'Correct them in the configuration, or with --set strategy.parameters.<name>=<value>.',
})

export const StrategyTimeoutError = defineError<{
  module: string
  limitMs: number
  key: 'time_limit' | 'stall_limit'
}>({
  code: 'STRATEGY_TIMEOUT',
  httpStatus: 422,
  message: f =>
    (f.key === 'stall_limit'
      ? `${f.module} did not come back within ${f.limitMs / 1e3} s, in one callback or while it was loaded, and was ended. `
      : `The run of ${f.module} took longer than ${f.limitMs / 1e3} s and was ended. `) +
    `Look for a loop without end, or raise sandbox.${f.key} in the configuration.`,
})

export const TextConflictError = defineError<{ name: string; expected: string; found: string }>({
  code: 'TEXT_CONFLICT',
  httpStatus: 412,
  message: f =>
    `${f.name} is not as it was read: expected version ${f.expected}, found ${f.found}. Read it again, put your changes in, and save that.`,
})

export const TextReadOnlyError = defineError<{ name: string }>({
  code: 'TEXT_READ_ONLY',
  httpStatus: 403,
  message: f => `${f.name} comes with the project and is read-only. Save a copy under another name.`,
})

export const TextRefusedError = defineError<{
  name: string
  problems: readonly { line: number; column: number; message: string }[]
}>({
  code: 'TEXT_REFUSED',
  exitStatus: 2,
  httpStatus: 422,
  message: f =>
    `${f.name} was not saved:${f.problems.map(({ line, column, message }) => `\n  ${f.name}:${line}:${column}  ${message}`).join('')}\nMend it and save again.`,
})

export const TextUnguardedError = defineError<{ name: string }>({
  code: 'TEXT_UNGUARDED',
  httpStatus: 428,
  message: f =>
    `${f.name} exists already. Say which version is to be replaced: If-Match with the ETag that reading it gave.`,
})

export const TimeUnitMixedError = defineError<{
  uri: string
  column: string
  first: string
  second: string
}>({
  code: 'TIME_UNIT_MIXED',
  httpStatus: 422,
  message: f =>
    `The column ${f.column} of ${f.uri} mixes time units: ${f.first} and ${f.second}. ` +
    'Expected one of s, ms, µs or ns throughout; write the file again in one unit.',
})

export const UsageError = defineError<{ problem: string; remedy: string }>({
  code: 'USAGE',
  exitStatus: 2,
  httpStatus: 400,
  message: f => `${f.problem} ${f.remedy}`,
})

export const VenueSymbolInvalidError = defineError<{
  venue: string
  symbol: string
  known: readonly string[]
}>({
  code: 'VENUE_SYMBOL_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `"${f.symbol}" is no symbol of ${f.venue}: ` +
    (f.known.length === 0
      ? 'it names instruments by contract fields. Use the instrument key.'
      : `expected ${f.known.join('; ')}. Correct it, or use the instrument key.`),
})

export const VenueUnknownError = defineError<{
  venue: string
  meant: string | undefined
  known: readonly string[]
}>({
  code: 'VENUE_UNKNOWN',
  exitStatus: 2,
  httpStatus: 404,
  message: f =>
    `No venue is named "${f.venue}"${f.meant === undefined ? '.' : `; did you mean ${f.meant}?`} ` +
    `Known are ${f.known.join(', ')}. A new one is a line in pipelines/instruments/venues.ts.`,
})

export const VolumeProfileMissingError = defineError<{ instrumentId: string; start: string; end: string }>({
  code: 'VOLUME_PROFILE_MISSING',
  message: f =>
    `The catalog has no trades of ${f.instrumentId} between ${f.start} and ${f.end}, which a volume profile needs. ` +
    'Convert earlier days with `odum convert`, or give weights.',
})

export const WindowEmptyError = defineError<{ window: string; covered: string }>({
  code: 'WINDOW_EMPTY',
  httpStatus: 422,
  message: f =>
    `The raw objects hold nothing in ${f.window}: they cover ${f.covered}. ` +
    'Windows count ts_init, the time of arrival; choose one inside what is covered.',
})

export const WindowInvalidError = defineError<{ problem: string }>({
  code: 'WINDOW_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The time window cannot be used: ${f.problem}. ` +
    'Write both bounds in UTC, e.g. 2024-05-01T00:00:00Z, with at most nine fractional digits.',
})

export const WireFormatUnknownError = defineError<{
  uri: string
  dataType: string
  found: readonly string[]
  missing: readonly string[]
  known: string
}>({
  code: 'WIRE_FORMAT_UNKNOWN',
  httpStatus: 422,
  message: f =>
    `The columns of ${f.uri} are no known format of ${f.dataType}: no column for ${f.missing.join(', ')} ` +
    `among ${f.found.join(', ')}. Known: ${f.known}. ` +
    'Check the path, or add the names to pipelines/staging/wire-formats.ts.',
})

export const WireTypeError = defineError<{
  uri: string
  column: string
  found: string
  expected: string
}>({
  code: 'WIRE_TYPE',
  httpStatus: 422,
  message: f =>
    `The column ${f.column} of ${f.uri} has the type ${f.found}: expected ${f.expected}. ` +
    'Write the file again with a known type.',
})
