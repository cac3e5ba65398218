import { z } from 'zod'
import { currency, duration, instant, positiveDecimal, probability } from '../scalars.ts'
import { executionSection, parentSection } from './execution.ts'
import { fundingSection } from './funding.ts'
import { riskSection } from './risk.ts'
import { routerSection } from './router.ts'
import { sandboxSection } from './sandbox.ts'

/** Where raw data lies and how it becomes cells. */
export const dataCatalogSection = z.strictObject({
  trades_path: z
    .string()
    .min(1)
    .describe("Object of a day's trades below the raw root or bucket; `*` stands for the window's days."),
  book_snapshot_5_path: z
    .string()
    .min(1)
    .optional()
    .describe("Object of a day's five-level snapshots; without it there is no book."),
  book_feed: z
    .enum(['depth', 'deltas'])
    .default('depth')
    .describe(
      'What the book is replayed from: the wide rows, or the delta stream, which may be a full book. Same fills.',
    ),
  auto_discover: z
    .boolean()
    .default(false)
    .describe('Takes the only object that differs by its @SUFFIX when the exact one is absent.'),
  source: z
    .enum(['local', 'gcs', 'auto'])
    .default('auto')
    .describe('local: only the mount. gcs: never the mount. auto: the mount, else the bucket.'),
  gcs_bucket: z
    .string()
    .optional()
    .describe('Bucket of the raw data. Default UNIFIED_CLOUD_SERVICES_GCS_BUCKET.'),
  dedupe: z.boolean().default(false).describe('Drops exact duplicates; otherwise they are kept and counted.'),
  max_rejected_fraction: probability()
    .default(0.001)
    .describe('Share of bad rows of a source file beyond which its conversion fails.'),
  ts_init_offset_ns: z
    .number()
    .int()
    .default(0)
    .describe("Added to ts_init on conversion, ns; mends a receiver clock that runs behind the venue's."),
  cell_length: duration().default('1h').describe('Length of a catalog cell; divides a day.'),
})

export const timeWindowSection = z.strictObject({
  start: instant().describe('First instant, UTC, up to nine fractional digits.'),
  end: instant().describe('First instant after the window.'),
})

/** What decides: one order per trade row, a list of parents, or a file of your own. */
export const strategySection = z.strictObject({
  name: z
    .enum(['trade_driven', 'parent_orders', 'custom'])
    .describe(
      'trade_driven: one order per trade row, nothing else. parent_orders: those of `parents`. custom: what the ' +
        'module decides.',
    ),
  parents: z
    .array(parentSection)
    .max(100_000)
    .optional()
    .describe('Of parent_orders: the orders that are to be worked. See docs/algorithms.md.'),
  module: z
    .string()
    .min(1)
    .optional()
    .describe('Of custom: the file of the strategy, relative to the configuration. See docs/strategies.md.'),
  parameters: z
    .record(z.string(), z.json())
    .optional()
    .describe('Of custom: what the module is given; it says which there are.'),
  submission_mode: z.enum(['per_trade_tick']).default('per_trade_tick').describe('When orders are sent.'),
  side: z
    .enum(['follow', 'fade', 'buy', 'sell'])
    .default('follow')
    .describe("Side of the orders: the aggressor's, its opposite, or a fixed one."),
  quantity: z
    .union([z.literal('trade'), positiveDecimal()], {
      error: 'expected a positive decimal number or "trade"',
    })
    .optional()
    .describe(
      'Quantity of each order, or "trade" to mirror the tape. Default the minimum quantity, else one lot.',
    ),
  every_nth: z.number().int().min(1).default(1).describe('Acts on every n-th trade only.'),
  max_orders: z.number().int().min(0).optional().describe('Sends at most this many orders.'),
})

export const resultsSection = z.strictObject({
  root: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the results. Default ODUM_RESULTS_ROOT, else backtest_results.'),
})

export const runKeys = {
  strategy: strategySection,
  execution: executionSection.prefault({}),
  risk: riskSection
    .optional()
    .describe('Limits on what is sent; see docs/risk.md. Without it nothing is limited.'),
  funding: fundingSection
    .optional()
    .describe('Funding of perpetuals by SYMBOL.VENUE; see docs/accounts.md. Without it none is paid.'),
  router: routerSection
    .optional()
    .describe('Routes orders of one instrument over several venues; see docs/routing.md.'),
  fx: z
    .strictObject({
      currency: currency().describe('What all accounts are valued in.'),
      rates: z
        .record(currency(), positiveDecimal())
        .describe('What one unit of each other currency is worth in it; at most eight fractional digits.'),
    })
    .optional()
    .describe('Values all accounts in one currency at constant rates: the view valued_equity.'),
  seed: z
    .number()
    .int()
    .min(0)
    .default(1)
    .describe('Seed of every random choice; the same seed gives the same run.'),
  equity_interval: duration()
    .default('1s')
    .describe('Grid on which equity is sampled; fills between mark it too.'),
  results: resultsSection.prefault({}),
  sandbox: sandboxSection
    .prefault({})
    .describe('Limits of custom code; without influence on the results of a run that keeps them.'),
}
