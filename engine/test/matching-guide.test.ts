import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ORDER_STATUS, ORDER_TYPE, type OrderType, SIDE } from '../domain/codes.ts'
import { recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

const side = z.enum(['BUY', 'SELL'])
const levels = z.array(z.tuple([z.number(), z.number()]))
const type = z.enum(Object.keys(ORDER_TYPE) as [keyof typeof ORDER_TYPE])
const more = z.strictObject({ displayLots: z.number(), trailingOffsetTicks: z.number() }).partial()
const exampleSchema = z.strictObject({
  book: z.array(z.tuple([z.number(), levels, levels])).optional(),
  prints: z.array(z.tuple([z.number(), side, z.number(), z.number()])).default([]),
  orders: z.array(
    z.union([
      z.tuple([z.number(), side, type, z.number()]),
      z.tuple([z.number(), side, type, z.number(), z.number()]),
      z.tuple([z.number(), side, type, z.number(), z.number(), more]),
    ]),
  ),
  model: z
    .union([
      z.strictObject({ priceProtectionTicks: z.number() }),
      z.strictObject({ tradesOnlyLiquidity: z.literal('trade_size') }),
      z.strictObject({}),
    ])
    .default({}),
  fills: z.array(z.tuple([z.number(), z.number(), z.number()])),
  ends: z.array(z.enum(Object.keys(ORDER_STATUS) as [keyof typeof ORDER_STATUS])).optional(),
})
type Example = z.output<typeof exampleSchema>

const guide = readFileSync(new URL('../../docs/matching.md', import.meta.url), 'utf8')
const examples = [...guide.matchAll(/([^\n]+)\n```json\n([\s\S]*?)```/g)].map(
  ([, line = '', json = '']): [string, Example] => [line, exampleSchema.parse(JSON.parse(json))],
)

function stepOf([tsNs, side, name, quantityLots, price, others]: Example['orders'][number]): Step {
  const orderType: OrderType = ORDER_TYPE[name]
  const prices = orderType === ORDER_TYPE.LIMIT ? { limitTicks: price ?? 0 } : { triggerTicks: price ?? 0 }
  const { displayLots, trailingOffsetTicks } = others ?? {}
  return [
    tsNs,
    stage =>
      stage.order({
        side: SIDE[side],
        type: orderType,
        quantityLots,
        ...prices,
        ...(displayLots !== undefined && { displayLots }),
        ...(trailingOffsetTicks !== undefined && { trailingOffsetTicks }),
      }),
  ]
}

test.each(examples)('%s', async (_line, example) => {
  const { prints, book, model, orders, fills, ends } = example
  const recorded = await recordRun({
    prints: prints.map(([tsNs, aggressor, price, size]) => ({
      tsNs,
      price,
      size,
      aggressor: SIDE[aggressor],
    })),
    ...(book && { snapshots: book.map(([tsNs, bids, asks]) => ({ tsNs, bids, asks })) }),
    model,
    script: new Script(orders.map(stepOf)),
  })
  expect(recorded.fills.map(({ tsNs, price, quantity }) => [tsNs, price, quantity])).toEqual(fills)
  if (ends === undefined) return
  const status = new Map(recorded.records.orderRows.map(order => [order.orderId, order.status]))
  const found = orders.map((_order, index) => status.get(index + 1) ?? ORDER_STATUS.FILLED)
  expect(found).toEqual(ends.map(name => ORDER_STATUS[name]))
})

test('the guide has its examples', () => expect(examples.length).toBe(12))
