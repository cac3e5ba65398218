/** Writes a loader's JSON to stdout; bigints stand as text. */
export function writeJson(value: unknown): void {
  process.stdout.write(
    JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item)),
  )
}
