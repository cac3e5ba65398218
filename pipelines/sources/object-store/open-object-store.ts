import { type Environment, uploadCredentialsFrom } from '../cloud/credentials.ts'
import { isCloudRoot } from '../cloud/location.ts'
import { cloudObjectStore } from './cloud-object-store.ts'
import { localObjectStore } from './local-object-store.ts'
import type { ObjectStore } from './object-store.ts'

/** The store of a root: `gs://bucket/folder` in Cloud Storage, everything else a local folder. */
export function openObjectStore(root: string, env: Environment, signal?: AbortSignal): ObjectStore {
  if (!isCloudRoot(root)) return localObjectStore(root)
  const credentials = uploadCredentialsFrom(env)
  return cloudObjectStore({ root, env, credentials, ...(signal === undefined ? {} : { signal }) })
}
