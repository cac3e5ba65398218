import type { InstrumentDefinition, InstrumentFeed } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { Database } from '../database/open-database.ts'
import { openFeed } from '../feeds/open-feed.ts'
import type { InstrumentCells } from './replay-cells.ts'

/** The feeds of a run, one per instrument, each from a database of its own: its types are declared there. */
export class OpenFeeds implements Disposable {
  readonly feeds: readonly InstrumentFeed[]
  readonly #databases: readonly Database[]

  private constructor(feeds: readonly InstrumentFeed[], databases: readonly Database[]) {
    this.feeds = feeds
    this.#databases = databases
  }

  /** @param cells of each instrument. @param isNumbered see `FeedRequest` */
  static async open(
    instruments: readonly InstrumentDefinition[],
    cells: readonly InstrumentCells[],
    window: TimeRange,
    isNumbered: boolean,
  ): Promise<OpenFeeds> {
    const feeds: InstrumentFeed[] = []
    const databases: Database[] = []
    try {
      for (const [index, { pricePrecision, sizePrecision }] of instruments.entries()) {
        const { trades, book, deltaDepths } = cells[index]!
        // One thread decodes ahead while the replay takes another; more would only take its core.
        const database = await Database.open({ threads: 1 })
        databases.push(database)
        const request = { trades, book, deltaDepths, window, pricePrecision, sizePrecision, isNumbered }
        feeds.push(await openFeed(database, request))
      }
    } catch (error) {
      for (const database of databases) database.close()
      throw error
    }
    return new OpenFeeds(feeds, databases)
  }

  [Symbol.dispose](): void {
    for (const database of this.#databases) database.close()
  }
}
