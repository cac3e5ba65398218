import { defineError } from '../engine/domain/odum-error.ts'

/** The pipelines' error table: every fault a command, job or service can report, sorted by code. */

/** A list of problems, one a line, for messages. */
function listed(problems: readonly { where: string; path: string; message: string }[]): string {
  return problems
    .map(({ where, path, message }) => `\n  ${where}  ${path === '' ? '' : `${path}: `}${message}`)
    .join('')
}

interface ConfigProblems {
  file: string
  problems: readonly { where: string; path: string; message: string }[]
}

export const BucketMissingError = defineError<{ uri: string; detail: string }>({
  code: 'BUCKET_MISSING',
  httpStatus: 404,
  message: f =>
    `There is no bucket for ${f.uri} (the storage service said: ${f.detail}). ` +
    'Check the bucket names in the configuration and in UNIFIED_CLOUD_SERVICES_GCS_BUCKET, ' +
    'INSTRUMENTS_GCS_BUCKET and EXECUTION_STORE_GCS_BUCKET.',
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

export const HttpfsUnavailableError = defineError<{ directory: string; detail: string }>({
  code: 'HTTPFS_UNAVAILABLE',
  message: f =>
    `DuckDB's httpfs extension cannot be loaded from ${f.directory}: ${f.detail}. Set ` +
    'ODUM_DUCKDB_EXTENSION_DIRECTORY to a folder that holds it for this DuckDB version, or leave the choice ' +
    'of the reader open: the ranged reader needs no extension.',
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

export const OverrideInvalidError = defineError<{ written: string }>({
  code: 'OVERRIDE_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `--set ${f.written} is no override. Write it as path=value, e.g. --set venue.taker_fee=0.0005.`,
})

export const SourceChangedError = defineError<{ uri: string; expected: string; found: string }>({
  code: 'SOURCE_CHANGED',
  httpStatus: 409,
  message: f =>
    `${f.uri} was replaced or deleted while it was being read: expected ${f.expected}, found ${f.found}. ` +
    'Nothing was kept of it; run again once its writer is done.',
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

export const UsageError = defineError<{ problem: string; remedy: string }>({
  code: 'USAGE',
  exitStatus: 2,
  httpStatus: 400,
  message: f => `${f.problem} ${f.remedy}`,
})

export const WindowInvalidError = defineError<{ problem: string }>({
  code: 'WINDOW_INVALID',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The time window cannot be used: ${f.problem}. ` +
    'Write both bounds in UTC, e.g. 2024-05-01T00:00:00Z, with at most nine fractional digits.',
})
