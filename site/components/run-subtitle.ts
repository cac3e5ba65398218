import { formatInstant, NOTHING } from './format.js'
import type { RunPage } from './run-data.js'
import { deciderName } from './run-name.js'

/** What decided in a run, on what and when, and how it ended: the line below its title. */
export function runSubtitle({ run, config }: Pick<RunPage, 'run' | 'config'>): string {
  const start = run.start_ns === null ? NOTHING : formatInstant(run.start_ns)
  const end = run.end_ns === null ? NOTHING : formatInstant(run.end_ns)
  const span = `${start} – ${end.startsWith(start.slice(0, 11)) ? end.slice(11) : end} UTC`
  return [deciderName({ ...run, config }), run.instrument_ids?.join(', '), span, run.status]
    .filter(Boolean)
    .join(' · ')
}
