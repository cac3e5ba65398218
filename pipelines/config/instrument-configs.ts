import type { ResolvedConfig } from './schema.ts'

/** The configuration of each instrument by itself, in the order of the run: the first one, further ones at its venue,
 *  then those of the further venues. Each names one instrument, its venue and its data, and shares the rest. */
export function instrumentConfigs(config: ResolvedConfig): readonly ResolvedConfig[] {
  const { instruments = [], venues = [], ...shared } = config
  const atVenue = (venue: ResolvedConfig['venue']) => (further: (typeof instruments)[number]) => {
    const { trades_path, book_snapshot_5_path, ...instrument } = further
    const { book_snapshot_5_path: _book, ...data } = shared.data_catalog
    const paths = { trades_path, ...(book_snapshot_5_path !== undefined && { book_snapshot_5_path }) }
    return { ...shared, instrument, venue, data_catalog: { ...data, ...paths } }
  }
  return [
    shared,
    ...instruments.map(atVenue(config.venue)),
    ...venues.flatMap(({ instruments: traded, ...venue }) => traded.map(atVenue(venue))),
  ]
}
