import { createHash } from 'node:crypto'

const POLYNOMIAL = 0x82f63b78

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0)
  return remainder
})

/** The two checksums Cloud Storage keeps of an object, base64. */
export interface Checksums {
  readonly crc32c: string
  readonly md5Hash: string
}

export function checksumsOf(bytes: Uint8Array): Checksums {
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32c(bytes))
  return { crc32c: crc.toString('base64'), md5Hash: createHash('md5').update(bytes).digest('base64') }
}

/** CRC-32C (Castagnoli), RFC 3720 appendix B.4. */
export function crc32c(bytes: Uint8Array): number {
  let remainder = 0xffffffff
  for (const byte of bytes) remainder = (TABLE[(remainder ^ byte) & 0xff] as number) ^ (remainder >>> 8)
  return (remainder ^ 0xffffffff) >>> 0
}
