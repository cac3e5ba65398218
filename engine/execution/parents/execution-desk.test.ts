import { describe, expect, test } from 'vitest'
import { ORDER_STATUS, ORDER_TYPE, SIDE } from '../../domain/codes.ts'
import { Script } from '../../test/scripted-strategy.ts'
import { SECOND, workRun } from '../../test/worked-run.ts'
import type { AlgorithmContext, AlgorithmDefinition } from '../algorithms/algorithm.ts'
import { ALGORITHMS } from '../algorithms/registry.ts'
import { twap } from '../algorithms/twap.ts'

const PRINTS = Array.from({ length: 60 }, (_, at) => ({ tsNs: at * SECOND, price: 100, size: 50 }))
const TWAP = { id: 'twap', parameters: { horizon_secs: 20, interval_secs: 10 } }
const { BUY, SELL } = SIDE

describe('an algorithm for orders that name none', () => {
  test('closes the position that the order names', async () => {
    const script = new Script([
      [1 * SECOND, stage => stage.order({ side: BUY, quantityLots: 4, algorithm: { id: 'normal' } })],
      [2 * SECOND, stage => stage.order({ side: BUY, quantityLots: 4, algorithm: { id: 'normal' } })],
      [3 * SECOND, stage => stage.order({ side: SELL, quantityLots: 4, isReduceOnly: true, positionId: 2 })],
    ])
    const run = await workRun({
      prints: PRINTS,
      script,
      venue: { omsType: 'HEDGING' },
      execution: { fallback: TWAP },
    })
    expect(run.fillsOf(3).map(({ positionId, quantity }) => [positionId, quantity])).toEqual([
      [2, 2],
      [2, 2],
    ])
  })

  test('leaves orders that show only a part of themselves as they are', async () => {
    const script = new Script([
      [
        1 * SECOND,
        stage =>
          stage.order({
            side: BUY,
            quantityLots: 40,
            type: ORDER_TYPE.LIMIT,
            limitTicks: 99,
            displayLots: 5,
          }),
      ],
    ])
    const run = await workRun({ prints: PRINTS, script, execution: { fallback: TWAP } })
    expect(run.records.orderRows).toMatchObject([{ quantity: 40, display: 5, parentOrderId: 0 }])
    expect(run.records.parents).toEqual([])
  })
})

/** An algorithm that does one thing at its start. */
const acting = (act: (context: AlgorithmContext) => void): AlgorithmDefinition => ({
  ...twap,
  id: 'acting',
  create: context => ({ onStart: () => act(context) }),
})

async function worked(act: (context: AlgorithmContext) => void) {
  return await workRun({
    prints: PRINTS,
    parents: [
      {
        startNs: SECOND,
        quantityLots: 10,
        algorithm: { id: 'acting', parameters: { horizon_secs: 1, interval_secs: 1 } },
      },
    ],
    execution: { algorithms: [...ALGORITHMS, acting(act)] },
  })
}

describe('what is no number of lots or time', () => {
  test('is not sent, and leaves the accounts of the parent whole', async () => {
    const seen: unknown[] = []
    const run = await worked(context => {
      for (const lots of [0.5, Number.NaN, -1, 0, Number.POSITIVE_INFINITY, '5' as unknown as number]) {
        seen.push(context.submit({ quantityLots: lots, limitTicks: 90 }))
      }
      const k = context.submit({ quantityLots: 4, limitTicks: 90 })
      for (const lots of [0.5, Number.NaN, -3]) context.modify(k, { quantityLots: lots })
      seen.push(k, context.workingLots, context.openLots)
    })
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 1, 4, 6])
    expect(run.childrenOf(1)).toMatchObject([{ quantity: 4, status: ORDER_STATUS.CANCELED }])
  })

  test('is an error as a time or a volume to wait for', async () => {
    await expect(worked(context => context.wakeAt(Number.NaN))).rejects.toThrow('no number')
    await expect(worked(context => context.wakeAtVolume(Number.NaN))).rejects.toThrow('no number')
  })
})
