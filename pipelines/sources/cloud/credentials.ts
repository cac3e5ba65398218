import type { AuthClient } from 'google-auth-library'
import { CredentialsUnusableError } from '../../errors.ts'
import { openAuthClient } from './auth-client.ts'

/** Signs requests with a key pair that never expires. */
export interface HmacCredentials {
  readonly kind: 'hmac'
  readonly keyId: string
  readonly secret: string
}

/** Gives OAuth access tokens, cached until they are about to expire. */
export interface TokenCredentials {
  readonly kind: 'service_account' | 'application_default'
  /** @param refresh discards the cached token, for one that the service no longer takes.
   *  @throws CredentialsUnusableError */
  token(refresh?: boolean): Promise<string>
  /** The client behind the tokens, for the upload library. @throws CredentialsUnusableError */
  client(): Promise<AuthClient>
}

export interface AnonymousCredentials {
  readonly kind: 'anonymous'
}

export type Credentials = HmacCredentials | TokenCredentials | AnonymousCredentials

export const ANONYMOUS: AnonymousCredentials = { kind: 'anonymous' }

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads which credentials the environment names: a credentials file, else an HMAC pair, else none where the
 *  endpoint is an emulator's, else the application default. Nothing is opened or requested yet. */
export function credentialsFrom(env: Environment): Credentials {
  const file = filled(env.GOOGLE_APPLICATION_CREDENTIALS)
  if (file !== undefined) return tokenCredentials('service_account', file)
  return hmacFrom(env) ?? unnamedCredentials(env)
}

/** As `credentialsFrom`, without HMAC pairs: the upload library signs with tokens only. */
export function uploadCredentialsFrom(env: Environment): TokenCredentials | AnonymousCredentials {
  const file = filled(env.GOOGLE_APPLICATION_CREDENTIALS)
  return file === undefined ? unnamedCredentials(env) : tokenCredentials('service_account', file)
}

/** The HMAC pair of the environment, if both halves are set. */
export function hmacFrom(env: Environment): HmacCredentials | undefined {
  const keyId = filled(env.GCS_HMAC_KEY_ID)
  const secret = filled(env.GCS_HMAC_SECRET)
  return keyId === undefined || secret === undefined ? undefined : { kind: 'hmac', keyId, secret }
}

function unnamedCredentials(env: Environment): TokenCredentials | AnonymousCredentials {
  return filled(env.ODUM_GCS_ENDPOINT) === undefined ? tokenCredentials('application_default') : ANONYMOUS
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value
}

function tokenCredentials(kind: TokenCredentials['kind'], file?: string): TokenCredentials {
  let opening: Promise<AuthClient> | undefined
  const client = (): Promise<AuthClient> => {
    opening ??= openClient(kind, file)
    return opening
  }
  const token = async (refresh = false): Promise<string> => {
    const auth = await client()
    if (refresh) auth.credentials = { ...auth.credentials, expiry_date: 1 }
    return accessToken(auth, kind)
  }
  return { kind, token, client }
}

async function openClient(kind: TokenCredentials['kind'], file: string | undefined): Promise<AuthClient> {
  try {
    return await openAuthClient(file)
  } catch (cause) {
    throw new CredentialsUnusableError({ credentials: kind, problem: messageOf(cause) }, cause)
  }
}

async function accessToken(auth: AuthClient, kind: TokenCredentials['kind']): Promise<string> {
  let token: string | null | undefined
  try {
    token = (await auth.getAccessToken()).token
  } catch (cause) {
    // The cause is left out: the library's errors carry the request with its assertion.
    throw new CredentialsUnusableError({ credentials: kind, problem: messageOf(cause) })
  }
  if (typeof token === 'string' && token !== '') return token
  throw new CredentialsUnusableError({ credentials: kind, problem: 'the token service returned none' })
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/\.?\s*$/, '') : String(cause)
}
