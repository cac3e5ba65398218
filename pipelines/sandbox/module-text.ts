import { readFile, stat } from 'node:fs/promises'

const BYTES_MAX = 4_000_000

/** Reads the text of a custom module. Neither a device without an end nor a file that can be no program is read.
 *  @throws Error where it cannot be read */
export async function moduleText(path: string): Promise<string> {
  const file = await stat(path)
  if (!file.isFile()) throw new Error(`${path} is no file`)
  if (file.size > BYTES_MAX) throw new Error(`${path} is larger than ${BYTES_MAX} bytes`)
  return await readFile(path, 'utf8')
}
