import { z } from 'zod'
import { ALGORITHMS } from '../../../engine/index.ts'
import { instant, positiveDecimal } from '../scalars.ts'

/** Names an algorithm may have in a configuration: those that come with the engine, none, or a file of one's own. */
const ALGORITHM_NAMES = ['normal', 'custom', ...ALGORITHMS.map(({ id }) => id)] as const

const choice = {
  module: z
    .string()
    .min(1)
    .optional()
    .describe('Of custom: the file of the algorithm, relative to the configuration. See docs/algorithms.md.'),
  parameters: z
    .record(z.string(), z.json())
    .optional()
    .describe('Parameters of the algorithm; `odum algorithms show <id>` lists them.'),
}

/** Applied to every strategy order that names no algorithm. */
export const executionSection = z.strictObject({
  algorithm: z
    .enum(ALGORITHM_NAMES)
    .default('normal')
    .describe('What works the orders; normal: they go to the venue as they are. See docs/algorithms.md.'),
  ...choice,
  parameters: choice.parameters.unwrap().default({}).describe('Parameters of the algorithm.'),
})

/** One parent order of the strategy `parent_orders`. */
export const parentSection = z.strictObject({
  instrument: z
    .string()
    .min(1)
    .optional()
    .describe('SYMBOL.VENUE of an instrument of the scenario. Default the first one.'),
  side: z.enum(['BUY', 'SELL']).describe('Which way.'),
  quantity: positiveDecimal().describe('How much in all.'),
  start: instant().optional().describe("The decision's time, UTC. Default the window's start."),
  order_type: z
    .enum(['MARKET', 'LIMIT'])
    .optional()
    .describe('Default LIMIT where there is a limit_price, else MARKET.'),
  limit_price: positiveDecimal().optional().describe('Worst price of every child.'),
  algorithm: z
    .enum(ALGORITHM_NAMES)
    .optional()
    .describe('What works it; normal: nothing. Default what `execution` says.'),
  ...choice,
})
