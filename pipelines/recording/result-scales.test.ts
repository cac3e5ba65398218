import { describe, expect, test } from 'vitest'
import {
  FillBlock,
  type InstrumentDefinition,
  OrderBlock,
  readInt64,
  writeInt64,
} from '../../engine/index.ts'
import { PLAIN } from '../../engine/test/recorded-run.ts'
import { ResultScales } from './result-scales.ts'

const with0: InstrumentDefinition = { ...PLAIN, pricePrecision: 1, sizePrecision: 5, currencyPrecision: 8 }
const with1: InstrumentDefinition = { ...PLAIN, pricePrecision: 7, sizePrecision: 0, currencyPrecision: 2 }

/** A block with one fill of an instrument at a price. */
function fillAt(instrumentIndex: number, priceTicks: number): FillBlock {
  const block = new FillBlock()
  block.rows = 1
  block.codes[0] = 1 | (instrumentIndex << 16)
  writeInt64(block.priceTicks, 0, priceTicks)
  writeInt64(block.quantityLots, 0, 3)
  writeInt64(block.commissionUnits, 0, -7)
  writeInt64(block.queueAheadLots, 0, -1)
  return block
}

describe('the precisions of a run’s files', () => {
  test('are the widest of its instruments', () => {
    expect(new ResultScales([with0, with1])).toMatchObject({
      pricePrecision: 7,
      sizePrecision: 5,
      moneyPrecision: 8,
      isMixed: true,
    })
    expect(new ResultScales([with0, { ...with0, id: 'Z-Y.TEST' }]).isMixed).toBe(false)
  })

  test('take each instrument’s integers exactly, rebates and unknown queues too', () => {
    const scales = new ResultScales([with0, with1])
    const [first, second] = [fillAt(0, 617_321), fillAt(1, 105)]
    scales.scaleFills(first)
    scales.scaleFills(second)
    expect(readInt64(first.priceTicks, 0)).toBe(617_321_000_000)
    expect(readInt64(first.quantityLots, 0)).toBe(3)
    expect(readInt64(first.commissionUnits, 0)).toBe(-7)
    expect(readInt64(second.priceTicks, 0)).toBe(105)
    expect(readInt64(second.quantityLots, 0)).toBe(300_000)
    expect(readInt64(second.commissionUnits, 0)).toBe(-7_000_000)
    expect(readInt64(second.queueAheadLots, 0)).toBeLessThan(0)
  })

  test('take every price and quantity of an order', () => {
    const block = new OrderBlock()
    block.rows = 1
    block.instrumentIndex[0] = 1
    const { limitTicks, triggerTicks, trailingOffsetTicks, arrivalBidTicks, arrivalAskTicks } = block
    const { quantityLots, filledLots, displayLots } = block
    for (const column of [limitTicks, triggerTicks, trailingOffsetTicks, arrivalBidTicks, arrivalAskTicks]) {
      writeInt64(column, 0, 2)
    }
    for (const column of [quantityLots, filledLots, displayLots]) writeInt64(column, 0, 2)
    new ResultScales([{ ...with0, pricePrecision: 8 }, with1]).scaleOrders(block)
    for (const column of [limitTicks, triggerTicks, trailingOffsetTicks, arrivalBidTicks, arrivalAskTicks]) {
      expect(readInt64(column, 0)).toBe(20)
    }
    for (const column of [quantityLots, filledLots, displayLots]) expect(readInt64(column, 0)).toBe(200_000)
  })

  test('hold what no number holds exactly, and refuse what a column does not hold', () => {
    const scales = new ResultScales([with0, with1])
    const large = fillAt(0, 123_456_789_123)
    scales.scaleFills(large)
    const { buffer, byteOffset } = large.priceTicks
    expect(new BigInt64Array(buffer, byteOffset, 1)[0]).toBe(123_456_789_123_000_000n)
    expect(() => scales.scaleFills(fillAt(0, 1_234_567_891_234))).toThrow(
      expect.objectContaining({ code: 'RESULT_RANGE' }),
    )
  })
})
