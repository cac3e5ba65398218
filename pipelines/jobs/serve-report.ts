import type { AddressInfo } from 'node:net'
import fastifyStatic from '@fastify/static'
import fastify from 'fastify'
import { ReportPortTakenError } from '../errors.ts'

/** A report being served; dispose to stop. */
export interface ServedReport extends AsyncDisposable {
  readonly url: string
}

/** Serves a built report on the loopback interface; port 0 takes any free one.
 *  @throws ReportPortTakenError */
export async function serveReport(folder: string, port: number): Promise<ServedReport> {
  const app = fastify({ logger: false })
  await app.register(fastifyStatic, { root: folder, extensions: ['html'], cacheControl: false, etag: true })
  try {
    await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    await app.close()
    const { code, message } = error as NodeJS.ErrnoException
    throw new ReportPortTakenError(
      { port, problem: code === 'EADDRINUSE' ? 'the port is taken' : message },
      error,
    )
  }
  const address = app.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      await app.close()
    },
  }
}
