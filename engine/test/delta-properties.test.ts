import { describe, expect, test } from 'vitest'
import { deltaCursor, deltasOf } from './delta-data.ts'
import { randomMarket } from './displayed-liquidity.ts'
import type { Snapshot } from './market-data.ts'
import { RandomOrders } from './random-orders.ts'
import { NO_LATENCY, type RunSetting, recordRun } from './recorded-run.ts'

const STEP_NS = 1_000
const END_NS = 950_000
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
const MODELS: Readonly<Record<string, Partial<RunSetting>>> = {
  conservative: {},
  'conservative with latency': {
    venue: { latency: { ...NO_LATENCY, submitNs: 413, modifyNs: 877, cancelNs: 1_337 } },
  },
  'prob_power(2) queues': { model: { queueModel: 'prob_power(2)' } },
  'reset on change': { model: { consumptionReset: 'change' } },
  nautilus: { preset: 'nautilus', model: { liquidityConsumption: true } },
}

describe.each(Object.entries(MODELS))('random orders under %s', (_name, setting) => {
  const run = (seed: number, more: Partial<RunSetting>) =>
    recordRun({
      ...setting,
      prints: randomMarket(seed, STEP_NS).prints,
      ...more,
      script: new RandomOrders(seed, END_NS),
      scenario: { startNs: 0n, endNs: BigInt(END_NS) },
    })

  test.each(SEEDS)('seed %d: deltas give the run of the wide rows, to the last byte', async seed => {
    const { snapshots } = randomMarket(seed, STEP_NS)
    const wide = await run(seed, { snapshots })
    expect(wide.fills.length).toBeGreaterThan(40)
    const deltas = deltasOf(snapshots)
    for (const rowsMax of [1, 3, 17, 10_000]) {
      const narrow = await run(seed, { deltas: deltaCursor(deltas, rowsMax) })
      expect(narrow.fills).toEqual(wide.fills)
      expect(narrow.digest === wide.digest, `batches of ${rowsMax}`).toBe(true)
      expect(narrow.result.bookEvents).toBe(wide.result.bookEvents)
    }
  })

  test.each(SEEDS)('seed %d: a full book tells its changes, a limited one is looked through', async seed => {
    const snapshots = randomMarket(seed, STEP_NS).snapshots.filter(changesLevels)
    // Of six levels five show: no price is unseen.
    const wide = await run(seed, { snapshots, depth: 6 })
    const full = await run(seed, { deltas: deltaCursor(deltasOf(snapshots, 50), 17, 0) })
    expect(wide.fills.length).toBeGreaterThan(40)
    expect(full.fills).toEqual(wide.fills)
    expect(full.digest === wide.digest).toBe(true)
  })
})

/** A repeated snapshot is no event, but would be one where it begins a cell. */
function changesLevels({ bids, asks }: Snapshot, index: number, all: readonly Snapshot[]): boolean {
  const before = all[index - 1]
  return JSON.stringify([bids, asks]) !== JSON.stringify([before?.bids, before?.asks])
}
