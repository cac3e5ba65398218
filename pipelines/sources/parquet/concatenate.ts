import { open } from 'node:fs/promises'
import { closedFooter, movedChunk, movedGroup, PARQUET_MAGIC, structList } from './extract.ts'
import { decodeFooter, FILE, footerBytes, type ParquetFooter, TAIL_BYTES } from './footer.ts'
import { encodeStruct, I64, type ThriftStruct } from './thrift-compact.ts'

interface Part {
  readonly file: string
  readonly footer: ParquetFooter
  /** First byte after the column chunks. */
  readonly dataEnd: number
}

const COPY_BYTES = 8 << 20

/** Joins Parquet files of one schema into a new one, row groups in the order given, their bytes verbatim: nothing
 *  is decoded, so it costs a file copy and constant memory.
 *  @param files at least one. @throws NotParquetError, RangeError when schemas differ */
export async function concatenateParquet(files: readonly string[], target: string): Promise<void> {
  const parts = await Promise.all(files.map(readPart))
  const [first] = parts
  if (first === undefined) throw new RangeError('no files to join')
  for (const part of parts) {
    if (columnNames(part) !== columnNames(first)) {
      throw new RangeError(`${part.file} has columns ${columnNames(part)}, expected ${columnNames(first)}`)
    }
  }
  const output = await open(target, 'w')
  try {
    await output.write(PARQUET_MAGIC)
    let at = PARQUET_MAGIC.length
    const groups: ThriftStruct[] = []
    let rows = 0
    for (const part of parts) {
      const shift = BigInt(at - PARQUET_MAGIC.length)
      for (const group of part.footer.rowGroups) {
        groups.push(
          movedGroup(
            group,
            group.chunks,
            group.chunks.map(chunk => movedChunk(chunk, shift)),
          ),
        )
        rows += group.rows
      }
      at += await copyData(part, output)
    }
    const struct: ThriftStruct = new Map(first.footer.struct)
    struct.set(FILE.rows, { type: I64, value: BigInt(rows) })
    struct.set(FILE.rowGroups, structList(groups))
    await output.write(closedFooter(encodeStruct(struct)))
  } finally {
    await output.close()
  }
}

async function readPart(file: string): Promise<Part> {
  const input = await open(file, 'r')
  try {
    const { size } = await input.stat()
    const tail = new Uint8Array(TAIL_BYTES)
    await input.read(tail, 0, TAIL_BYTES, size - TAIL_BYTES)
    const length = footerBytes(tail, size, file)
    const dataEnd = size - TAIL_BYTES - length
    const bytes = new Uint8Array(length)
    await input.read(bytes, 0, length, dataEnd)
    return { file, footer: decodeFooter(bytes, dataEnd, file), dataEnd }
  } finally {
    await input.close()
  }
}

function columnNames(part: Part): string {
  return part.footer.schema.map(node => node.name).join(', ')
}

/** Appends a part's column chunks. @returns how many bytes they are. */
async function copyData(part: Part, output: Awaited<ReturnType<typeof open>>): Promise<number> {
  const input = await open(part.file, 'r')
  const buffer = new Uint8Array(COPY_BYTES)
  try {
    let from = PARQUET_MAGIC.length
    while (from < part.dataEnd) {
      const { bytesRead } = await input.read(buffer, 0, Math.min(COPY_BYTES, part.dataEnd - from), from)
      await output.write(buffer, 0, bytesRead)
      from += bytesRead
    }
  } finally {
    await input.close()
  }
  return part.dataEnd - PARQUET_MAGIC.length
}
