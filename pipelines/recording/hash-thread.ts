import { createHash } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import type { HashMessage } from './result-hash.ts'

/** The thread of a `ResultHash`: hashes blocks in the order they come and sends their buffers back. */
const hash = createHash('sha256').update(String(workerData))

parentPort?.on('message', (message: HashMessage) => {
  if (message.kind === 'end') {
    parentPort?.postMessage(hash.digest('hex'))
    return
  }
  const { buffer, bytes } = message
  hash.update(new Uint8Array(buffer, 0, bytes))
  parentPort?.postMessage(buffer)
})
