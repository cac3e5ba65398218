import { z } from 'zod'
import { Catalog } from '../../catalog/catalog.ts'
import { formatInstant } from '../../config/time-window.ts'
import { Database } from '../../database/open-database.ts'
import { CatalogMissingError } from '../../errors.ts'
import { listInstruments } from '../../instruments/definition-views.ts'
import type { ListedInstrument } from '../../instruments/statements.ts'
import { unknownVenue } from '../../instruments/venue-symbols.ts'
import { VENUES, type Venue, venueOf } from '../../instruments/venues.ts'
import { errorShape } from '../error-reply.ts'
import { pageKeys, pageOf } from '../page.ts'
import type { Routes, Service } from '../service.ts'

const venueShape = z.object({
  venue: z.string(),
  title: z.string(),
  asset_class: z.enum(['CEFI', 'TRADFI']),
  types: z.array(z.string()),
})

const venueParams = z.strictObject({ venue: z.string().max(100) })

/** Venues, what they trade, and the instruments that are known of them. */
export const venueRoutes: Routes = service => async app => {
  app.get(
    '/api/venues',
    {
      schema: {
        tags: ['venues'],
        summary: 'List venues',
        response: { 200: z.object({ venues: z.array(venueShape) }) },
      },
    },
    async () => ({ venues: VENUES.map(shown) }),
  )

  app.get(
    '/api/venues/:venue/types',
    {
      schema: {
        tags: ['venues'],
        summary: 'List the types of instruments of a venue',
        params: venueParams,
        response: { 200: z.object({ venue: z.string(), types: z.array(z.string()) }), '4xx': errorShape },
      },
    },
    async ({ params }) => {
      const { venue, types } = shown(named(params.venue))
      return { venue, types }
    },
  )

  app.get(
    '/api/venues/:venue/instruments',
    {
      schema: {
        tags: ['venues'],
        summary: 'List the instruments of a venue that the catalog defines',
        description: '`odum instruments import` loads definitions of the instruments store into the catalog.',
        params: venueParams,
        querystring: z.strictObject({
          type: z.string().max(50).optional().describe('As definitions name types, e.g. perpetual.'),
          match: z
            .string()
            .max(100)
            .optional()
            .describe('Part of id, key or symbol; * stands for any letters.'),
          ...pageKeys(100, 1_000),
        }),
        response: {
          200: z.object({
            total: z.number(),
            instruments: z.array(z.looseObject({ instrument_id: z.string() })),
          }),
          '4xx': errorShape,
        },
      },
    },
    async ({ params, query }) => {
      const filter = { venue: named(params.venue).name, type: query.type, pattern: query.match }
      const fitting = await definitions(service, filter)
      return { total: fitting.length, instruments: pageOf(fitting, query).map(row) }
    },
  )
}

function shown({ name, title, assetClass, types }: Venue): z.output<typeof venueShape> {
  return { venue: name, title, asset_class: assetClass, types: [...types] }
}

/** @throws VenueUnknownError */
function named(name: string): Venue {
  const venue = venueOf(name.toUpperCase())
  if (venue === undefined) throw unknownVenue(name)
  return venue
}

/** Definitions of the catalog; none where there is no catalog yet. */
async function definitions(
  { settings }: Service,
  filter: Parameters<typeof listInstruments>[2],
): Promise<readonly ListedInstrument[]> {
  const { catalogRoot, env } = settings
  try {
    const { files } = await Catalog.open(catalogRoot, env)
    using database = await Database.open({ threads: 1 })
    return await listInstruments(await database.connect(), files, filter)
  } catch (error) {
    if (error instanceof CatalogMissingError) return []
    throw error
  }
}

/** Without the store's own row, instants as text. */
function row({ store_row: _row, ...definition }: ListedInstrument) {
  const { available_from: from, available_to: to } = definition
  return {
    ...definition,
    available_from: from === null ? null : formatInstant(from),
    available_to: to === null ? null : formatInstant(to),
  }
}
