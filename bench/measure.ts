import type { BenchCase, BenchResult } from './bench-case.ts'

/** Runs a case in this process: all rounds of the work, then all rounds of the reference, so that the peak memory
 *  is the work's own. */
export async function measure(benchCase: BenchCase): Promise<BenchResult> {
  const { count, unit, work, references, notes, figures } = await benchCase.prepare()
  const [firstMs, workMs] = await firstAndMedianMs(work, benchCase.rounds)
  const peakBytes = process.resourceUsage().maxRSS * 1_024
  const told = notes?.() ?? []
  const measured = figures?.() ?? {}
  const referenceMs: number[] = []
  for (const reference of references)
    referenceMs.push((await firstAndMedianMs(reference, benchCase.rounds))[1])
  const { name } = benchCase
  return { name, count, unit, workMs, firstMs, referenceMs, peakBytes, notes: told, figures: measured }
}

async function firstAndMedianMs(round: () => Promise<void>, rounds: number): Promise<[number, number]> {
  const times: number[] = []
  for (let index = 0; index < rounds; index++) {
    const startedMs = performance.now()
    await round()
    times.push(performance.now() - startedMs)
  }
  const sorted = times.toSorted((a, b) => a - b)
  return [times[0] ?? Number.NaN, sorted[sorted.length >> 1] ?? Number.NaN]
}
