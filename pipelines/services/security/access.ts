import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Name of the cookie a browser gets for the token. */
export const SESSION_COOKIE = 'odum_session'
const SESSION_MS = 12 * 3_600_000

/** Who may use a service that has a token: bearers of the token, and browsers with a session made from it. A session
 *  is a signed expiry, so that it outlives the process and dies with the token. */
export class Access {
  readonly #token: string | undefined
  readonly #key: Buffer

  /** @param token undefined where anyone who reaches the service may use it: loopback. */
  constructor(token: string | undefined) {
    this.#token = token
    this.#key = createHmac('sha256', token ?? randomBytes(32))
      .update('odum session key')
      .digest()
  }

  get isOpen(): boolean {
    return this.#token === undefined
  }

  /** @param headers as the request carries them. */
  allows(headers: { authorization?: string | undefined; cookie?: string | undefined }): boolean {
    if (this.isOpen) return true
    const bearer = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(headers.authorization ?? '')?.[1]
    if (bearer !== undefined) return this.isToken(bearer)
    const session = new RegExp(`(?:^|; ?)${SESSION_COOKIE}=([0-9a-zA-Z._-]{1,200})(?:;|$)`)
    const value = session.exec(headers.cookie ?? '')?.[1]
    return value !== undefined && this.#isSession(value)
  }

  /** Compares in constant time. */
  isToken(text: string): boolean {
    return this.#token !== undefined && isEqual(digest(text, this.#key), digest(this.#token, this.#key))
  }

  /** The value of a new session's cookie, and how long it holds, s. */
  newSession(): { readonly value: string; readonly maxAgeS: number } {
    const body = `${Date.now() + SESSION_MS}.${randomBytes(12).toString('hex')}`
    return { value: `${body}.${digest(body, this.#key).toString('hex')}`, maxAgeS: SESSION_MS / 1_000 }
  }

  #isSession(value: string): boolean {
    const match = /^((\d{1,15})\.[0-9a-f]{24})\.([0-9a-f]{64})$/.exec(value)
    if (match === null) return false
    const [, body = '', expiresMs = '0', signature = ''] = match
    return isEqual(digest(body, this.#key), Buffer.from(signature, 'hex')) && Number(expiresMs) > Date.now()
  }
}

function digest(text: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
