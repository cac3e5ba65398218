import { parentPort, workerData } from 'node:worker_threads'
import { ResultWriter, type ResultWriterSetting } from './result-writer.ts'
import type { WriterAnswer, WriterMessage } from './threaded-writer.ts'

/** The thread of a `ThreadedWriter`: writes blocks in the order they come and sends their memory back. What fails ends
 *  the thread with its error. */
const opened = ResultWriter.open(workerData as ResultWriterSetting)
let tail: Promise<unknown> = opened

parentPort?.on('message', (message: WriterMessage) => {
  tail = tail.then(() => handle(message))
})

async function handle(message: WriterMessage): Promise<void> {
  const writer = await opened
  if (message.kind === 'finish') {
    await writer.finish()
    writer[Symbol.dispose]()
    answer({ kind: 'finished' })
    return
  }
  if (message.kind === 'parents') writer.appendParents(message.parents, message.targets)
  else {
    const { table, memory, rows } = message
    writer.append(table, memory, rows)
    answer({ kind: 'memory', table, memory })
  }
  await writer.settle()
}

function answer(message: WriterAnswer): void {
  parentPort?.postMessage(message)
}
