import { setTimeout as sleep } from 'node:timers/promises'

/** How often and how patiently a request is repeated. Everything is bounded. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attempts: number
  readonly firstDelayMs: number
  readonly delayMaxMs: number
  /** Longest silence of one attempt: until the answer begins, then between two pieces of it. */
  readonly silenceMaxMs: number
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  firstDelayMs: 100,
  delayMaxMs: 8000,
  silenceMaxMs: 30_000,
}

/** Waits before the next attempt: doubling with jitter, at least what the service asked for, within the limit.
 *  @param attempt number of attempts already made, from 1. */
export async function waitBeforeRetry(
  policy: RetryPolicy,
  attempt: number,
  askedMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const doubled = policy.firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random())
  const delayMs = Math.min(policy.delayMaxMs, Math.max(askedMs, doubled))
  await sleep(delayMs, undefined, signal === undefined ? {} : { signal })
}

/** 408, 429 and 5xx pass; every other refusal would be repeated word for word. */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}
