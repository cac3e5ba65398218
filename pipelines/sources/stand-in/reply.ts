import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultEffect } from './fault-board.ts'

/** An answer before it is sent: small bodies as bytes, objects as a range to read piece by piece. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReplyBody
}

export interface ReplyBody {
  readonly length: number
  read(start: number, end: number): Promise<Uint8Array>
}

export interface LineShape {
  /** Time before every answer begins. */
  readonly latencyMs: number
  /** Of each connection; unlimited when infinite. */
  readonly bytesPerSecond: number
}

const PIECE_BYTES = 128 * 1024

export function bytesBody(bytes: Uint8Array): ReplyBody {
  return { length: bytes.length, read: async (start, end) => bytes.subarray(start, end) }
}

export const NO_BODY: ReplyBody = bytesBody(new Uint8Array())

export function jsonReply(status: number, value: unknown): Reply {
  const body = bytesBody(Buffer.from(JSON.stringify(value)))
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body }
}

/** Sends replies at the speed of the simulated line, with faults where they were set. */
export class ReplySender {
  readonly #shape: LineShape
  readonly #freeAtMs = new WeakMap<Socket, number>()

  constructor(shape: LineShape) {
    this.#shape = shape
  }

  /** @returns bytes of the body that were sent. */
  async send(response: ServerResponse, reply: Reply, effect: FaultEffect | undefined): Promise<number> {
    const silentMs = this.#shape.latencyMs + (effect?.kind === 'slow' ? effect.delayMs : 0)
    if (silentMs > 0) await sleep(silentMs)
    if (effect?.kind === 'drop' && effect.afterBytes === 0) {
      response.destroy()
      return 0
    }
    const sentMax =
      effect?.kind === 'truncate' ? Math.min(effect.bytes, reply.body.length) : reply.body.length
    response.writeHead(reply.status, { ...reply.headers, 'content-length': String(sentMax) })
    const breakAt = effect?.kind === 'drop' ? Math.min(effect.afterBytes, sentMax) : sentMax
    const sent = await this.#sendBody(response, reply.body, breakAt)
    // Half-closed, not destroyed: what was sent still arrives.
    if (effect?.kind === 'drop') response.socket?.end()
    else response.end()
    return sent
  }

  async #sendBody(response: ServerResponse, body: ReplyBody, end: number): Promise<number> {
    let sent = 0
    while (sent < end && !response.destroyed) {
      const piece = await body.read(sent, Math.min(end, sent + PIECE_BYTES))
      if (piece.length === 0) break
      await this.#awaitLine(response, piece.length)
      if (!response.write(piece)) await drained(response)
      sent += piece.length
    }
    return sent
  }

  async #awaitLine({ socket }: ServerResponse, bytes: number): Promise<void> {
    const { bytesPerSecond } = this.#shape
    if (socket === null || !Number.isFinite(bytesPerSecond)) return
    const nowMs = performance.now()
    const freeAtMs = Math.max(nowMs, this.#freeAtMs.get(socket) ?? 0) + (bytes / bytesPerSecond) * 1000
    this.#freeAtMs.set(socket, freeAtMs)
    if (freeAtMs - nowMs >= 1) await sleep(freeAtMs - nowMs)
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}
