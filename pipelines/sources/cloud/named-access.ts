import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './credentials.ts'
import { hmacFrom } from './credentials.ts'

/** Whether anything on this machine says how to reach Cloud Storage: an endpoint, credentials, a signed-in user, or
 *  being a Google machine. Costs no request, so a machine without network is not kept waiting.
 *  @param home folder of the signed-in user. */
export function hasNamedAccess(env: Environment, home: string = homedir()): boolean {
  const named = ['ODUM_GCS_ENDPOINT', 'GOOGLE_APPLICATION_CREDENTIALS', 'GCE_METADATA_HOST', 'K_SERVICE']
  if (named.some(name => (env[name] ?? '').trim() !== '')) return true
  if (hmacFrom(env) !== undefined) return true
  const configuration = env.CLOUDSDK_CONFIG ?? join(home, '.config', 'gcloud')
  return existsSync(join(configuration, 'application_default_credentials.json')) || isGoogleMachine()
}

function isGoogleMachine(): boolean {
  try {
    return readFileSync('/sys/class/dmi/id/product_name', 'utf8').includes('Google')
  } catch {
    return false
  }
}
