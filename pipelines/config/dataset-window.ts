import { UsageError } from '../errors.ts'

/** The window that a dataset, `day-YYYY-MM-DD`, stands for, where start and end leave it open. @throws UsageError */
export function datasetWindow(options: {
  readonly dataset?: string | undefined
  readonly start?: string | undefined
  readonly end?: string | undefined
}): { start: string | undefined; end: string | undefined } {
  const { dataset, start, end } = options
  if (dataset === undefined) return { start, end }
  const day = /^(?:day-)?(\d{4}-\d{2}-\d{2})$/.exec(dataset)?.[1]
  const midnight = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight)) {
    throw new UsageError({
      problem: `The dataset ${dataset} names no day.`,
      remedy: 'Write it as the raw folder does: day-2024-08-08.',
    })
  }
  const next = new Date(midnight + 86_400_000).toISOString().slice(0, 10)
  return { start: start ?? `${day}T00:00:00Z`, end: end ?? `${next}T00:00:00Z` }
}
