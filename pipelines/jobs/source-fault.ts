import { SourceUnreadableError } from '../errors.ts'

/** Damage that shows only when pages are decoded; faults that are none of the source's stay as they are. */
export function sourceFault(uri: string, error: unknown): unknown {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
  const isDamage =
    /^(IO Error|Invalid Input Error|Invalid Error|TProtocolException|Out of Range Error)|[Ss]nappy|ZSTD|page/
  return isDamage.test(message) ? new SourceUnreadableError({ file: uri, problem: message }, error) : error
}
