import { Database } from './open-database.ts'

/** A database that is opened when it is first asked for, for work that often needs none. */
export class DatabaseOnDemand implements Disposable {
  #opened: Promise<Database> | undefined
  #database: Database | undefined

  async open(): Promise<Database> {
    this.#opened ??= Database.open()
    this.#database = await this.#opened
    return this.#database
  }

  [Symbol.dispose](): void {
    this.#database?.close()
  }
}
