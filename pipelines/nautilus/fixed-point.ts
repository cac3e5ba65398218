/** Bytes of a fixed-point value in a file. 8: int64 at 1e-9. 16: int128 at 1e-16. Both little-endian. */
export type FixedWidth = 8 | 16

/** Digits after the point that a width holds. */
export const SCALE_OF_WIDTH: Readonly<Record<FixedWidth, number>> = { 8: 9, 16: 16 }

/** Values that stand for none. */
const UNDEFINED_OF_WIDTH: Readonly<Record<FixedWidth, readonly bigint[]>> = {
  8: [(1n << 63n) - 1n, -(1n << 63n), -1n],
  16: [(1n << 127n) - 1n, -(1n << 127n), -1n],
}

const UNITS_END = 10n ** 18n
/** Noise of a value that was once a float, as part of a step; also what conversion forgives. */
const NOISE_DIVISOR = 1000n

/** Makes a decoder from a raw value to units at a precision.
 *  @returns units, or undefined for a value that is none, lies off the grid or outside of 18 digits */
export function unitsDecoder(width: FixedWidth, precision: number): (raw: bigint) => bigint | undefined {
  const step = 10n ** BigInt(SCALE_OF_WIDTH[width] - precision)
  const noise = step / NOISE_DIVISOR
  const undefinedValues = UNDEFINED_OF_WIDTH[width]
  return raw => {
    if (undefinedValues.includes(raw)) return undefined
    let units = raw / step
    let rest = raw - units * step
    if (rest < 0n) {
      units -= 1n
      rest += step
    }
    if (step - rest <= noise) units += 1n
    else if (rest > noise) return undefined
    return units < UNITS_END && units > -UNITS_END ? units : undefined
  }
}

/** The raw value of units at a precision; undefined where the width cannot hold it. */
export function rawOf(units: bigint, width: FixedWidth, precision: number): bigint | undefined {
  const scale = SCALE_OF_WIDTH[width]
  if (precision > scale) return undefined
  const raw = units * 10n ** BigInt(scale - precision)
  return BigInt.asIntN(width * 8, raw) === raw ? raw : undefined
}

/** Little-endian bytes of a raw value. */
export function rawBytes(raw: bigint, width: FixedWidth): Uint8Array {
  const bytes = new Uint8Array(width)
  const view = new DataView(bytes.buffer)
  view.setBigInt64(0, BigInt.asIntN(64, raw), true)
  if (width === 16) view.setBigInt64(8, raw >> 64n, true)
  return bytes
}
