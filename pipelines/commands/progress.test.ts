import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { CommandIo } from './command-io.ts'
import { runStages } from './progress.ts'

function recorder(signal = new AbortController().signal) {
  const lines: string[] = []
  const io: CommandIo = {
    env: {},
    cwd: '.',
    signal,
    isTerminal: false,
    log: pino({ level: 'silent' }),
    write: () => {},
    notify: line => lines.push(line),
  }
  return { io, lines }
}

describe('stages without a terminal', () => {
  test('run in order and print one plain line each', async () => {
    const { io, lines } = recorder()
    const order: string[] = []
    await runStages(io, [
      {
        title: 'first',
        run: async () => {
          order.push('first')
          return 'done in full'
        },
      },
      { title: 'second', run: async () => void order.push('second') },
    ])
    expect(order).toEqual(['first', 'second'])
    expect(lines).toEqual(['first: done in full', 'second'])
  })

  test('end at the first that fails, with its error', async () => {
    const { io, lines } = recorder()
    const failing = runStages(io, [
      { title: 'first', run: () => Promise.reject(new RangeError('no')) },
      { title: 'second', run: async () => 'never' },
    ])
    await expect(failing).rejects.toThrow(RangeError)
    expect(lines).toEqual([])
  })

  test('do not begin after a Ctrl-C', async () => {
    const abort = new AbortController()
    const { io, lines } = recorder(abort.signal)
    await runStages(io, [
      { title: 'first', run: async () => void abort.abort() },
      { title: 'second', run: async () => 'never' },
    ])
    expect(lines).toEqual(['first'])
  })
})
