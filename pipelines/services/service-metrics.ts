import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { JobState } from './queue/job-record.ts'
import type { RunFigures } from './workers/messages.ts'

/** What the service counts of itself, in the form Prometheus reads. */
export class ServiceMetrics {
  readonly #registry = new Registry()
  readonly #http = new Histogram({
    name: 'odum_http_request_seconds',
    help: 'Time to answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers: [this.#registry],
  })
  readonly #runs = new Counter({
    name: 'odum_runs_total',
    help: 'Runs that ended, by how they ended.',
    labelNames: ['state'],
    registers: [this.#registry],
  })
  readonly #runSeconds = new Histogram({
    name: 'odum_run_seconds',
    help: 'Length of runs that were done.',
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 1_800],
    registers: [this.#registry],
  })
  readonly #events = this.#counter('odum_run_events_total', 'Market events that runs replayed.')
  readonly #rate = new Gauge({
    name: 'odum_run_events_per_second',
    help: 'Market events a second of the last run that was done.',
    registers: [this.#registry],
  })
  readonly #cells = this.#counter('odum_cells_converted_total', 'Catalog cells that runs converted.')
  readonly #bytes = this.#counter('odum_source_bytes_read_total', 'Bytes of raw data that runs read.')
  readonly #queries = new Counter({
    name: 'odum_queries_total',
    help: 'Queries of POST /api/sql, by how they ended.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  })

  /** @param load asked whenever the metrics are read. */
  constructor(load: () => { queued: number; running: number; queueMax: number; jobsMax: number }) {
    this.#gauge('odum_queue_waiting', 'Runs that wait.', () => load().queued)
    this.#gauge('odum_queue_running', 'Runs at work.', () => load().running)
    this.#gauge('odum_queue_waiting_max', 'Runs that may wait.', () => load().queueMax)
    this.#gauge('odum_queue_running_max', 'Runs at once.', () => load().jobsMax)
    this.#gauge('odum_process_resident_bytes', 'Memory of the service.', () => process.memoryUsage.rss())
    this.#gauge('odum_process_uptime_seconds', 'Time since the service started.', () => process.uptime())
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  answered(method: string, route: string, status: number, seconds: number): void {
    this.#http.observe({ method, route, status: String(status) }, seconds)
  }

  finished(state: JobState, figures: RunFigures | undefined): void {
    this.#runs.inc({ state })
    if (figures === undefined) return
    this.#runSeconds.observe(figures.total_ms / 1_000)
    this.#events.inc(figures.events)
    this.#rate.set(figures.events_per_second)
    this.#cells.inc(figures.cells_written)
    this.#bytes.inc(figures.bytes_read)
  }

  queried(outcome: 'done' | 'refused' | 'failed' | 'ended'): void {
    this.#queries.inc({ outcome })
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.#registry] })
  }

  #gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(value()),
    })
  }
}
