import { Worker } from 'node:worker_threads'
import type { ParentRecord, TargetPoint } from '../../engine/index.ts'
import type { RecordedTable, TableWriter } from './recorded-tables.ts'
import { ResultWriter, type ResultWriterSetting } from './result-writer.ts'

/** Bytes of blocks a run keeps before a thread of its own writes them: a smaller run is written faster without. */
const KEPT_BYTES_MAX = 8 << 20

/** Bytes of blocks that may be on their way to the thread when the next batch is read. */
const UNDER_WAY_BYTES_MAX = 48 << 20

/** What the thread is sent. It answers a block with its memory and the end with `finished`. */
export type WriterMessage = Rows | Parents | { readonly kind: 'finish' }

interface Rows {
  readonly kind: 'rows'
  readonly table: RecordedTable
  readonly memory: SharedArrayBuffer
  readonly rows: number
}

interface Parents {
  readonly kind: 'parents'
  readonly parents: readonly ParentRecord[]
  readonly targets: readonly TargetPoint[]
}

export type WriterAnswer =
  | { readonly kind: 'memory'; readonly table: RecordedTable; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'finished' }

/** Writes the result tables in a thread of its own while the replay goes on, once there is much to write. Blocks
 *  change hands whole and come back empty. */
export class ThreadedWriter implements TableWriter {
  readonly #setting: ResultWriterSetting
  readonly #keptBytesMax: number
  /** Blocks before a thread is needed. */
  readonly #kept: (Rows | Parents)[] = []
  #keptBytes = 0
  #thread: Worker | undefined
  #underWayBytes = 0
  /** Memory that came back, by table. */
  readonly #free = new Map<RecordedTable, SharedArrayBuffer[]>()
  #isFinished = false
  #failure: unknown
  /** Called when the thread has answered or failed. */
  #onAnswer: () => void = () => {}

  /** @param keptBytesMax bytes of blocks before the thread is started */
  constructor(setting: ResultWriterSetting, keptBytesMax = KEPT_BYTES_MAX) {
    this.#setting = setting
    this.#keptBytesMax = keptBytesMax
  }

  append(table: RecordedTable, memory: SharedArrayBuffer, rows: number): SharedArrayBuffer | undefined {
    if (rows === 0) return memory
    const message: Rows = { kind: 'rows', table, memory, rows }
    if (this.#thread !== undefined) this.#send(message)
    else {
      this.#kept.push(message)
      this.#keptBytes += memory.byteLength
      if (this.#keptBytes > this.#keptBytesMax) this.#start()
    }
    return this.#free.get(table)?.pop()
  }

  appendParents(parents: readonly ParentRecord[], targets: readonly TargetPoint[]): void {
    const message: Parents = { kind: 'parents', parents, targets }
    if (this.#thread === undefined) this.#kept.push(message)
    else this.#send(message)
  }

  async settle(): Promise<void> {
    while (this.#underWayBytes > UNDER_WAY_BYTES_MAX) await this.#answer()
  }

  async finish(): Promise<void> {
    if (this.#thread === undefined) return this.#finishHere()
    this.#thread.postMessage({ kind: 'finish' } satisfies WriterMessage)
    while (!this.#isFinished) await this.#answer()
  }

  [Symbol.dispose](): void {
    void this.#thread?.terminate()
  }

  async #finishHere(): Promise<void> {
    using writer = await ResultWriter.open(this.#setting)
    for (const message of this.#kept) {
      if (message.kind === 'rows') writer.append(message.table, message.memory, message.rows)
      else writer.appendParents(message.parents, message.targets)
    }
    await writer.finish()
  }

  #start(): void {
    const thread = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: this.#setting })
    thread.on('message', (answer: WriterAnswer) => this.#take(answer))
    thread.on('error', (error: unknown) => {
      this.#failure = error
      this.#onAnswer()
    })
    this.#thread = thread
    for (const message of this.#kept) this.#send(message)
    this.#kept.length = 0
  }

  #send(message: Rows | Parents): void {
    if (message.kind === 'rows') this.#underWayBytes += message.memory.byteLength
    this.#thread?.postMessage(message)
  }

  #take(answer: WriterAnswer): void {
    if (answer.kind === 'finished') this.#isFinished = true
    else {
      this.#underWayBytes -= answer.memory.byteLength
      const free = this.#free.get(answer.table) ?? []
      free.push(answer.memory)
      this.#free.set(answer.table, free)
    }
    this.#onAnswer()
  }

  async #answer(): Promise<void> {
    if (this.#failure === undefined) {
      await new Promise<void>(resolve => {
        this.#onAnswer = resolve
      })
    }
    if (this.#failure !== undefined) throw this.#failure
  }
}
