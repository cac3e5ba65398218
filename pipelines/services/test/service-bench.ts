import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { generateSampleDay } from '../../sample/generate-sample-day.ts'
import type { ServiceSettings } from '../service-settings.ts'
import { serviceSettings } from '../service-settings.ts'
import { type StartedService, startService } from '../start-service.ts'

/** What a request to the service came to. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined where it is no JSON. */
  readonly body: Record<string, unknown>
}

/** A job as answers tell of it. */
export interface ToldJob {
  readonly job_id: string
  readonly run_id: string
  readonly state: string
  readonly attempt: number
  readonly error: { readonly code: string; readonly message: string } | null
}

export const DAY = '2024-05-01'

/** A temporary folder with two hours of generated data, and the service over it, on a socket of its own. */
export class ServiceBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'odum-service-'))
  readonly rawRoot = join(this.folder, 'raw')
  readonly resultsRoot = join(this.folder, 'backtest_results')
  #service: StartedService | undefined

  async generate(trades = 2_000, snapshots = 1_000): Promise<void> {
    mkdirSync(join(this.folder, 'configs'), { recursive: true })
    await generateSampleDay({
      out: this.rawRoot,
      trades,
      snapshots,
      seed: 5,
      start: `${DAY}T00:00:00Z`,
      end: `${DAY}T02:00:00Z`,
    })
  }

  settings(given: Partial<ServiceSettings> = {}): ServiceSettings {
    return serviceSettings({
      port: 0,
      cwd: this.folder,
      rawRoot: this.rawRoot,
      drainMs: 20_000,
      log: pino({ enabled: false }),
      env: { PATH: process.env.PATH, GCS_HMAC_SECRET: 'the-secret-of-the-service' },
      ...given,
    })
  }

  async start(given: Partial<ServiceSettings> = {}): Promise<StartedService> {
    this.#service = await startService(this.settings(given))
    return this.#service
  }

  get service(): StartedService {
    if (this.#service === undefined) throw new RangeError('the service was not started')
    return this.#service
  }

  /** @param target path and query. */
  async ask(target: string, init: RequestInit = {}): Promise<Answer> {
    return await ask(`${this.service.url}${target}`, init)
  }

  async post(target: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.ask(target, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  }

  /** Queues a run over a part of the data. */
  async submit(body: Record<string, unknown> = {}): Promise<ToldJob> {
    const answer = await this.post('/api/backtest/run', { config: 'demo', ...body })
    if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`)
    return answer.body as unknown as ToldJob
  }

  async job(jobId: string): Promise<ToldJob> {
    return (await this.ask(`/api/backtest/jobs/${jobId}`)).body as unknown as ToldJob
  }

  /** Waits until a job is in one of some states. */
  async until(jobId: string, ...states: string[]): Promise<ToldJob> {
    for (;;) {
      const job = await this.job(jobId)
      if (states.includes(job.state)) return job
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  async stop(): Promise<void> {
    await this.#service?.close()
    this.#service = undefined
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = {}
  }
  return { status: response.status, headers: response.headers, text, body: body as Record<string, unknown> }
}

/** The code of an answer that is an error. */
export function codeOf(answer: Answer): string | undefined {
  return (answer.body.error as { code?: string } | undefined)?.code
}
