import { readFile } from 'node:fs/promises'
import type { AuthClient } from 'google-auth-library'
import { z } from 'zod'

const SCOPES = ['https://www.googleapis.com/auth/devstorage.read_write']

const keyFile = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('service_account'),
    client_email: z.string(),
    private_key: z.string(),
    private_key_id: z.string().optional(),
  }),
  z.object({
    type: z.literal('authorized_user'),
    client_id: z.string(),
    client_secret: z.string(),
    refresh_token: z.string(),
  }),
])

/** Opens the client behind a credentials file, or the application default where none is named. The library is
 *  loaded here because only cloud work pays for it. @throws Error with a message fit to be shown */
export async function openAuthClient(file: string | undefined): Promise<AuthClient> {
  const { GoogleAuth, JWT, UserRefreshClient } = await import('google-auth-library')
  if (file === undefined) return new GoogleAuth({ scopes: SCOPES }).getClient()
  const parsed = keyFile.safeParse(await readKeyFile(file))
  // Other kinds (external accounts, impersonation) are the library's business.
  if (!parsed.success) return new GoogleAuth({ scopes: SCOPES, keyFilename: file }).getClient()
  const key = parsed.data
  if (key.type === 'service_account') {
    const { client_email: email, private_key, private_key_id: keyId } = key
    return new JWT({ email, key: private_key, scopes: SCOPES, ...(keyId === undefined ? {} : { keyId }) })
  }
  const { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken } = key
  return new UserRefreshClient({ clientId, clientSecret, refreshToken })
}

async function readKeyFile(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new Error(`${file} cannot be read (${cause instanceof Error ? cause.message : cause})`)
  }
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message would quote the file, and with it perhaps the key.
    throw new Error(`${file} is not JSON`)
  }
}
