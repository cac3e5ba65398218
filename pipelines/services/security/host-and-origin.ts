import type { FastifyRequest } from 'fastify'
import { HostForeignError, OriginForeignError } from '../../errors.ts'
import { isLoopback } from '../service-settings.ts'

/** Names that mean this machine, in requests to a service on loopback. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1']

/** Refuses requests under a name that is not the service's (a page elsewhere can point a name of its own here) and
 *  requests that a foreign page sent.
 *  @throws HostForeignError, OriginForeignError */
export function checkHostAndOrigin(
  { headers }: Pick<FastifyRequest, 'headers'>,
  { host, allowedHosts }: { readonly host: string; readonly allowedHosts: readonly string[] },
): void {
  const named = headers.host ?? ''
  const name = nameOf(named)
  const isAny = host === '0.0.0.0' || host === '::'
  const own = [host, ...allowedHosts, ...(isLoopback(host) || isAny ? LOOPBACK_NAMES : [])]
  if (name === undefined || !own.some(allowed => nameOf(allowed) === name)) {
    throw new HostForeignError({ host: shown(named) })
  }
  const { origin } = headers
  if (origin !== undefined && originHost(origin) !== named.toLowerCase()) {
    throw new OriginForeignError({ origin: shown(origin) })
  }
  // Browsers say so for requests without an Origin header, such as those of images and links.
  if (
    origin === undefined &&
    headers['sec-fetch-site'] === 'cross-site' &&
    headers['sec-fetch-mode'] !== 'navigate'
  ) {
    throw new OriginForeignError({ origin: 'another site' })
  }
}

/** The host of an address without its port, lower case; undefined for text that is none. */
function nameOf(host: string): string | undefined {
  if (/^[0-9a-f:]+$/i.test(host) && host.split(':').length > 2) return host.toLowerCase()
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

function originHost(origin: string): string | undefined {
  const match = /^https?:\/\/([^/]+)$/i.exec(origin)
  return match?.[1]?.toLowerCase()
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100))
}
