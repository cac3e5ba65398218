import { describe, expect, test } from 'vitest'
import { SIDE } from '../domain/codes.ts'
import { compileInstrument } from '../domain/instrument.ts'
import { ALGORITHMS } from '../execution/algorithms/registry.ts'
import { parentOrders } from '../strategies/parent-orders.ts'
import { randomMarket } from './displayed-liquidity.ts'
import { EventDriver, recordingDesk } from './event-driver.ts'
import { NO_LATENCY, PLAIN, recordRun } from './recorded-run.ts'
import { SECOND } from './worked-run.ts'

const DELAYS = { submitNs: 3e6, modifyNs: 2e6, cancelNs: 2e6, reportNs: 4e6, jitterNs: 5e6 }

/** Two parents, so that one's timers run among the other's. */
const parentsOf = (id: string, parameters: object, needsLimit: boolean) =>
  [SIDE.BUY, SIDE.SELL].map((side, at) => ({
    instrumentIndex: 0,
    side,
    quantityLots: 40,
    startNs: (2 + 50 * at) * SECOND,
    algorithm: { id, parameters },
    ...(needsLimit && { limitTicks: side === SIDE.BUY ? 1_000 : 999 }),
  }))

describe.each(ALGORITHMS)('$id', ({ id, example }) => {
  test.each([
    ['without delays', NO_LATENCY],
    ['with delays', DELAYS],
  ])('sends the same children in a replay and event by event, %s', async (_what, latency) => {
    const setting = { algorithms: ALGORITHMS, seed: 7 }
    const strategy = parentOrders(parentsOf(id, example.parameters, example.needsLimit === true))
    const { factory, inputs, commands } = recordingDesk(strategy, setting)
    await recordRun({
      ...randomMarket(11, SECOND),
      script: { factory },
      venue: { latency },
      scenario: { endNs: BigInt(900 * SECOND), equityIntervalNs: 10_000 * SECOND },
    })
    const driver = new EventDriver(strategy, setting, [compileInstrument(PLAIN, 0)])
    for (const input of inputs) driver.take(input)
    expect(commands.filter(command => 'submit' in command).length).toBeGreaterThan(4)
    expect(driver.commands).toEqual(commands)
  })
})
