import { z } from 'zod'
import { furtherInstrumentSection, instrumentSection } from './sections/instrument.ts'
import { dataCatalogSection, runKeys, timeWindowSection } from './sections/run.ts'
import { furtherVenueSection, venueSection } from './sections/venue.ts'

/** The sections as they stand in a file, defaults filled in, before the rules between sections. */
export const writtenConfig = z.strictObject({
  $schema: z.string().optional().describe('The JSON Schema editors complete from.'),
  description: z.string().optional().describe('What the scenario is for.'),
  instrument: instrumentSection.describe('What is traded.'),
  venue: venueSection.describe('Where it is traded: fees, account, models.'),
  instruments: z
    .array(furtherInstrumentSection)
    .optional()
    .describe('Further instruments at the venue, with their data. data_catalog tells the rest.'),
  venues: z.array(furtherVenueSection).optional().describe('Further venues, each with its instruments.'),
  data_catalog: dataCatalogSection.describe('Where raw data lies and how it is converted.'),
  time_window: timeWindowSection.describe('Half-open window in ts_init.'),
  ...runKeys,
  environment: z
    .record(z.string(), z.string())
    .default({})
    .describe('Environment variables of this scenario; they override those of the process.'),
})

export type WrittenConfig = z.output<typeof writtenConfig>
