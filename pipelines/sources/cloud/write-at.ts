import type { FileHandle } from 'node:fs/promises'

/** Writes all bytes at a position: a single write may stop early, as on a disk that is nearly full. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  }
}
