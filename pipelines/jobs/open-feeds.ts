import type { InstrumentDefinition, InstrumentFeed } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { sharedDatabase } from '../database/shared-database.ts'
import { openFeed } from '../feeds/open-feed.ts'
import type { InstrumentCells } from './replay-cells.ts'

/** Opens the feeds of a run, one per instrument. Each statement decodes ahead on a thread of its own while the replay
 *  takes another; more of them would only take its core.
 *  @param cells of each instrument. @param isNumbered see `FeedRequest`.
 *  @param resources closes the feeds' connections when the run is done */
export async function openFeeds(
  instruments: readonly InstrumentDefinition[],
  cells: readonly InstrumentCells[],
  { window, isNumbered }: { readonly window: TimeRange; readonly isNumbered: boolean },
  resources: AsyncDisposableStack,
): Promise<readonly InstrumentFeed[]> {
  const database = await sharedDatabase()
  const feeds: InstrumentFeed[] = []
  for (const [index, { pricePrecision, sizePrecision }] of instruments.entries()) {
    const request = { ...cells[index]!, window, pricePrecision, sizePrecision, isNumbered }
    feeds.push(await openFeed(database, request, resources))
  }
  return feeds
}
