import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { BackupNotFoundError, TextConflictError, TextUnguardedError } from '../errors.ts'
import { checkedName } from './name.ts'

/** Backups kept of one text; older ones are removed. */
const BACKUPS_MAX = 50

export interface StoredText {
  readonly text: string
  /** Version of exactly this text, quoted as HTTP wants it. */
  readonly etag: string
}

export interface TextBackup {
  /** Its instant, e.g. `2024-05-01T10-20-30.123Z`. */
  readonly backup: string
  readonly bytes: number
}

/** Texts of one's own in a folder: saved whole, with a dated copy of what stood before, and only over the version that
 *  was read. Writes of one process follow each other. */
export class StoredTexts {
  readonly #folder: string
  readonly #backups: string
  readonly #extension: string
  #write: Promise<unknown> = Promise.resolve()

  /** @param extension with its dot. */
  constructor(folder: string, backups: string, extension: string) {
    this.#folder = folder
    this.#backups = backups
    this.#extension = extension
  }

  /** Where a text lies. @throws NameInvalidError */
  fileOf(name: string): string {
    return join(this.#folder, `${checkedName(name)}${this.#extension}`)
  }

  /** A text of one's own; undefined where there is none. @throws NameInvalidError */
  async read(name: string): Promise<StoredText | undefined> {
    return await readStored(this.fileOf(name))
  }

  /** Saves a text. @param ifMatch the version it replaces; undefined for a new one.
   *  @throws TextUnguardedError, TextConflictError */
  save(name: string, text: string, ifMatch: string | undefined): Promise<StoredText> {
    const saved = this.#write.catch(() => {}).then(() => this.#replace(name, text, ifMatch))
    this.#write = saved
    return saved
  }

  /** The copies of what stood before, newest first. */
  async backups(name: string): Promise<readonly TextBackup[]> {
    const folder = this.#backupFolder(name)
    const names = await readdir(folder).catch(() => [])
    const files = names.filter(file => file.endsWith(this.#extension)).sort()
    const texts = files.map(async file => {
      const { length } = await readFile(join(folder, file))
      return { backup: file.slice(0, -this.#extension.length), bytes: length }
    })
    return (await Promise.all(texts)).reverse()
  }

  /** The text of a backup. @throws BackupNotFoundError, NameInvalidError */
  async readBackup(name: string, backup: string): Promise<string> {
    const file = join(this.#backupFolder(name), `${checkedName(backup)}${this.#extension}`)
    const stored = await readStored(file)
    if (stored === undefined) throw new BackupNotFoundError({ name, backup })
    return stored.text
  }

  #backupFolder(name: string): string {
    return join(this.#backups, checkedName(name))
  }

  async #replace(name: string, text: string, ifMatch: string | undefined): Promise<StoredText> {
    const before = await this.read(name)
    if (before !== undefined && ifMatch === undefined) throw new TextUnguardedError({ name })
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== before?.etag) {
      throw new TextConflictError({ name, expected: ifMatch, found: before?.etag ?? 'none' })
    }
    if (before !== undefined && before.text !== text) await this.#backUp(name, before.text)
    await writeWhole(this.fileOf(name), text)
    return { text, etag: etagOf(text) }
  }

  async #backUp(name: string, text: string): Promise<void> {
    const folder = this.#backupFolder(name)
    const stamp = new Date().toISOString().replaceAll(':', '-')
    await writeWhole(join(folder, `${stamp}${this.#extension}`), text)
    const old = (await this.backups(name)).slice(BACKUPS_MAX)
    for (const { backup } of old) await rm(join(folder, `${backup}${this.#extension}`), { force: true })
  }
}

/** A file as a text with its version; undefined where there is none. */
export async function readStored(file: string): Promise<StoredText | undefined> {
  try {
    const text = await readFile(file, 'utf8')
    return { text, etag: etagOf(text) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}

export function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
}

/** Written aside and renamed, so that no reader sees a part. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const aside = join(dirname(file), `.${basename(file)}.${process.pid}.partial`)
  const handle = await open(aside, 'w')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(aside, file)
}
