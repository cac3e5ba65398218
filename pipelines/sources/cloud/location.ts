import { UsageError } from '../../errors.ts'

/** A bucket and the folder in it below which names are given; the prefix is empty or ends in a slash. */
export interface CloudRoot {
  readonly bucket: string
  readonly prefix: string
}

const CLOUD_ROOT = /^(?:gs|gcs):\/\/([^/]+)(?:\/(.*))?$/

/** Whether a root is meant as a bucket, well written or not: a malformed address is no folder. */
export function isCloudRoot(root: string): boolean {
  return /^gc?s:\/\//.test(root)
}

/** Reads `gs://bucket/prefix`; `gcs://` is accepted. @throws UsageError */
export function parseCloudRoot(root: string): CloudRoot {
  const [, bucket, path = ''] = CLOUD_ROOT.exec(root) ?? []
  if (bucket === undefined) {
    throw new UsageError({
      problem: `${JSON.stringify(root)} is no bucket address.`,
      remedy: 'Write it as gs://bucket or gs://bucket/folder.',
    })
  }
  const folder = path.replace(/^\/+|\/+$/g, '')
  return { bucket, prefix: folder === '' ? '' : `${folder}/` }
}

export function cloudUri(bucket: string, name: string): string {
  return `gs://${bucket}/${name}`
}

const GOOGLE_ENDPOINT = 'https://storage.googleapis.com'

/** Where the storage service answers: `ODUM_GCS_ENDPOINT` or Google's own. @throws UsageError */
export function storageEndpoint(env: Readonly<Record<string, string | undefined>>): string {
  const endpoint = env.ODUM_GCS_ENDPOINT?.trim().replace(/\/+$/, '') ?? ''
  if (endpoint === '') return GOOGLE_ENDPOINT
  if (/^https?:\/\/[^/?#]+$/.test(endpoint)) return endpoint
  throw new UsageError({
    problem: `ODUM_GCS_ENDPOINT is ${JSON.stringify(endpoint)}, which is no address of a server.`,
    remedy: 'Write it as http://host:port or https://host.',
  })
}

export function isGoogleEndpoint(endpoint: string): boolean {
  return endpoint === GOOGLE_ENDPOINT
}
