import { parquetReadObjects } from 'hyparquet'

/** Rows of a Parquet file in the browser: BIGINT as bigint, DECIMAL and DOUBLE as number. Callers pass
 *  `FileAttachment(…).arrayBuffer()`: Framework would otherwise load a decoder from a CDN. */
export async function readParquet<Row extends object>(
  bytes: ArrayBuffer | Promise<ArrayBuffer>,
): Promise<Row[]> {
  return (await parquetReadObjects({ file: await bytes })) as Row[]
}
