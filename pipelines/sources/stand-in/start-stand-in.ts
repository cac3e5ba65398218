import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HmacCredentials } from '../cloud/credentials.ts'
import { signatureHeaders } from '../cloud/signature-v4.ts'
import { FaultBoard, type FaultEffect } from './fault-board.ts'
import { folderBucket } from './folder-bucket.ts'
import { jsonRoute } from './json-routes.ts'
import { memoryBucket } from './memory-bucket.ts'
import { type LineShape, type Reply, ReplySender } from './reply.ts'
import {
  type Buckets,
  bucketOf,
  jsonRefusal,
  RefusedRequest,
  type Route,
  type StandInRequest,
} from './route.ts'
import type { StoredObject } from './stored-bucket.ts'
import { Traffic, type TrafficEntry } from './traffic.ts'
import { type UploadSessions, uploadRoute } from './upload-routes.ts'
import { xmlRefusal, xmlRoute } from './xml-routes.ts'

export interface StandInOptions {
  /** Buckets by name: a folder to serve, or null for one in memory. */
  readonly buckets?: Readonly<Record<string, string | null>>
  /** Port on 127.0.0.1; any free one when absent. */
  readonly port?: number
  readonly latencyMs?: number
  /** Of each connection. Default unlimited. */
  readonly bytesPerSecond?: number
  /** Judges the Authorization header. Default: everyone may do everything. */
  readonly access?: (authorization: string | undefined) => 200 | 401 | 403
  /** Requests signed with this key are verified; other signatures are refused. */
  readonly hmac?: HmacCredentials
}

/** A local server that answers as Cloud Storage does, as far as readers and uploads can tell. */
export interface StandIn extends AsyncDisposable {
  /** What `ODUM_GCS_ENDPOINT` takes, e.g. `http://127.0.0.1:4443`. */
  readonly endpoint: string
  readonly faults: FaultBoard
  readonly traffic: Traffic
  addBucket(name: string, folder?: string): void
  /** Stores an object, replacing what is there. */
  put(bucket: string, name: string, bytes: Uint8Array): Promise<StoredObject>
  find(bucket: string, name: string): Promise<StoredObject | undefined>
  close(): Promise<void>
}

/** Starts the stand-in for Cloud Storage on the loopback interface. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const buckets: Buckets = new Map()
  const addBucket = (name: string, folder?: string | null): void => {
    buckets.set(name, folder === undefined || folder === null ? memoryBucket() : folderBucket(folder))
  }
  for (const [name, folder] of Object.entries(options.buckets ?? {})) addBucket(name, folder)
  const service = new StandInService(buckets, options)
  const server = createServer((request, response) => void service.answer(request, response))
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> => closeServer(server)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    faults: service.faults,
    traffic: service.traffic,
    addBucket,
    put: (bucket, name, bytes) => bucketOf(buckets, bucket).put(name, bytes, PLAIN),
    find: (bucket, name) => bucketOf(buckets, bucket).find(name),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const PLAIN = { contentType: 'application/octet-stream', metadata: {} }

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

class StandInService {
  readonly faults = new FaultBoard()
  readonly traffic = new Traffic()
  readonly #sessions: UploadSessions = new Map()
  readonly #buckets: Buckets
  readonly #options: StandInOptions
  readonly #sender: ReplySender

  constructor(buckets: Buckets, options: StandInOptions) {
    this.#buckets = buckets
    this.#options = options
    const shape: LineShape = {
      latencyMs: options.latencyMs ?? 0,
      bytesPerSecond: options.bytesPerSecond ?? Number.POSITIVE_INFINITY,
    }
    this.#sender = new ReplySender(shape)
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined)
    const request = await received(incoming).catch(() => undefined)
    if (request === undefined) return
    const refusal = isXmlPath(request.url.pathname) ? xmlRefusal : jsonRefusal
    let entry: TrafficEntry | undefined
    let effect: FaultEffect | undefined
    let reply: Reply
    try {
      const route = this.#route(request)
      entry = this.traffic.begin(route.operation, `gs://${route.bucket}/${route.name}`)
      this.#authorise(request)
      effect = this.faults.meet(route.operation, route.name)
      reply = await this.#work(route, effect, refusal)
    } catch (error) {
      reply = refusal(refusedAs(error))
    }
    const bytes = await this.#sender.send(response, reply, effect)
    if (entry !== undefined) Object.assign(entry, { status: reply.status, bytes })
  }

  #route(request: StandInRequest): Route {
    const route =
      uploadRoute(this.#buckets, this.#sessions, request) ??
      jsonRoute(this.#buckets, request) ??
      (isXmlPath(request.url.pathname) ? xmlRoute(this.#buckets, request) : undefined)
    if (route !== undefined) return route
    throw new RefusedRequest(404, 'notFound', `Not Found: ${request.method} ${request.url.pathname}`)
  }

  async #work(
    route: Route,
    effect: FaultEffect | undefined,
    refusal: (refused: RefusedRequest) => Reply,
  ): Promise<Reply> {
    if (effect?.kind === 'replace') {
      await bucketOf(this.#buckets, route.bucket).put(route.name, effect.contents, PLAIN)
    }
    if (effect?.kind !== 'status') return route.work()
    if (effect.afterWork === true) await route.work()
    const reply = refusal(new RefusedRequest(effect.status, 'injected', 'a fault set for this test'))
    const { retryAfterSeconds } = effect
    if (retryAfterSeconds === undefined) return reply
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } }
  }

  #authorise(request: StandInRequest): void {
    const { authorization } = request.headers
    const { hmac, access } = this.#options
    if (hmac !== undefined && authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
      if (isSigned(request, authorization, hmac)) return
      throw new RefusedRequest(403, 'forbidden', 'The request signature does not match.')
    }
    const status = access?.(authorization) ?? 200
    if (status === 401) throw new RefusedRequest(401, 'authError', 'Invalid Credentials')
    if (status === 403) throw new RefusedRequest(403, 'forbidden', 'Access denied.')
  }
}

async function received(incoming: IncomingMessage): Promise<StandInRequest> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  const { method = 'GET', headers } = incoming
  const url = new URL(incoming.url ?? '/', `http://${headers.host ?? '127.0.0.1'}`)
  return { method, url, headers, body: Buffer.concat(pieces) }
}

function isXmlPath(pathname: string): boolean {
  return !/^\/(?:storage|upload|download|resumable)\//.test(pathname)
}

function refusedAs(error: unknown): RefusedRequest {
  if (error instanceof RefusedRequest) return error
  return new RefusedRequest(400, 'invalid', error instanceof Error ? error.message : String(error))
}

function isSigned(request: StandInRequest, authorization: string, hmac: HmacCredentials): boolean {
  const [, names] = /SignedHeaders=([^,]+)/.exec(authorization) ?? []
  const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization) ?? []
  const stamp = String(request.headers['x-amz-date'] ?? '')
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? []
  if (names === undefined || region === undefined || year === undefined) return false
  const headers = Object.fromEntries(
    names
      .split(';')
      .filter(name => name !== 'host')
      .map(name => [name, String(request.headers[name] ?? '')]),
  )
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const again = signatureHeaders(hmac, { method: request.method, url: request.url, headers }, at, region)
  return again.authorization === authorization
}
