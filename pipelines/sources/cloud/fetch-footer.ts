import { NotParquetError } from '../../errors.ts'
import {
  decodeFooter,
  FILE_BYTES_MIN,
  footerBytes,
  type ParquetFooter,
  TAIL_BYTES,
} from '../parquet/footer.ts'
import type { CloudClient, PinnedObject } from './cloud-client.ts'

/** Covers the footers of day files; a longer one costs a second request. */
export const FOOTER_GUESS_BYTES = 64 * 1024

/** Reads the footer of a Parquet object: as a rule with one request for its end, with none when the end is known.
 *  @param known last bytes of the object, of the same generation.
 *  @throws NotParquetError, and what `CloudClient.read` throws */
export async function fetchFooter(
  client: CloudClient,
  object: PinnedObject,
  uri: string,
  known?: Uint8Array,
): Promise<ParquetFooter> {
  const { sizeBytes } = object
  if (sizeBytes < FILE_BYTES_MIN) throw new NotParquetError({ uri, found: `${sizeBytes} bytes in all` })
  const tailStart = Math.max(0, sizeBytes - (known?.length ?? FOOTER_GUESS_BYTES))
  const tail = known ?? (await client.read(object, tailStart, sizeBytes))
  const length = footerBytes(tail, sizeBytes, uri)
  const footerStart = sizeBytes - TAIL_BYTES - length
  const head = footerStart < tailStart ? await client.read(object, footerStart, tailStart) : new Uint8Array()
  const joined = head.length === 0 ? tail : Buffer.concat([head, tail])
  const end = joined.length - TAIL_BYTES
  return decodeFooter(joined.subarray(end - length, end), footerStart, uri)
}
