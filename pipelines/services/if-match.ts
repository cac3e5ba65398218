import type { FastifyRequest } from 'fastify'

/** The version a request means to replace; undefined where it names none. */
export function ifMatchOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const value = headers['if-match']
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
