import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type JobRecord, parseRecord } from './job-record.ts'

/** The records of all jobs, one file each. A record is replaced atomically and reaches the disk before the change it
 *  tells of is acknowledged. */
export class JobFiles {
  readonly #folder: string
  readonly #writes = new Map<string, Promise<void>>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(folder: string): Promise<JobFiles> {
    await mkdir(folder, { recursive: true })
    return new JobFiles(folder)
  }

  /** All records, oldest first; files that are none are left alone. */
  async readAll(): Promise<readonly JobRecord[]> {
    const names = (await readdir(this.#folder)).filter(
      name => name.endsWith('.json') && !name.startsWith('.'),
    )
    const records: JobRecord[] = []
    for (const name of names.sort()) {
      const record = parseRecord(jsonOf(await readFile(join(this.#folder, name), 'utf8')))
      if (record !== undefined) records.push(record)
    }
    return records
  }

  /** Writes a record; writes of one job follow each other. */
  async write(record: JobRecord): Promise<void> {
    const before = this.#writes.get(record.job_id) ?? Promise.resolve()
    const write = before.catch(() => {}).then(() => this.#replace(record))
    this.#writes.set(record.job_id, write)
    try {
      await write
    } finally {
      if (this.#writes.get(record.job_id) === write) this.#writes.delete(record.job_id)
    }
  }

  async remove(jobId: string): Promise<void> {
    await rm(join(this.#folder, `${jobId}.json`), { force: true })
  }

  async #replace(record: JobRecord): Promise<void> {
    const aside = join(this.#folder, `.${record.job_id}.partial`)
    const file = await open(aside, 'w')
    try {
      await file.writeFile(JSON.stringify(record))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, join(this.#folder, `${record.job_id}.json`))
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
