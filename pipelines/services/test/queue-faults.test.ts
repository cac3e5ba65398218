import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, ask, codeOf, ServiceBench, type ToldJob } from './service-bench.ts'

/** What becomes of runs when many are asked for at once, when their process dies, and when the service does. */
const bench = new ServiceBench()

beforeAll(async () => {
  await bench.generate(20_000, 8_000)
})
afterAll(() => bench.remove())

/** One that takes little more than its process. */
const SHORT = { config: 'demo', fast: true, end: '2024-05-01T00:05:00Z' }
/** A run that takes a while: every print is an order, and there are many. */
const LONG = { config: 'demo', snapshot_mode: 'both' }

/** Ids below a folder of the results; what is hidden is half-written. */
function runsIn(folder: 'report' | 'fast' | 'failed'): string[] {
  try {
    return readdirSync(join(bench.resultsRoot, folder)).map(name => name.replace(/\.json$/, ''))
  } catch {
    return []
  }
}

describe('a running service', () => {
  beforeAll(async () => {
    await bench.start({ jobsMax: 2, queueMax: 48 })
    await bench.until((await bench.submit()).job_id, 'done')
  })
  afterAll(() => bench.stop())

  test('takes fifty runs at once, runs two at a time, refuses what has no room, and finishes all', async () => {
    const asked = await Promise.all(
      Array.from({ length: 70 }, () => bench.post('/api/backtest/run', { config: 'demo', fast: true })),
    )
    const taken = asked.filter(answer => answer.status === 202)
    const refused = asked.filter(answer => answer.status !== 202)
    expect(taken.length).toBeGreaterThanOrEqual(48)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.map(answer => [answer.status, codeOf(answer)])).toEqual(
      refused.map(() => [429, 'QUEUE_FULL']),
    )
    const rest = await Promise.all(
      Array.from({ length: Math.max(0, 50 - taken.length) }, async () => {
        for (;;) {
          const answer = await bench.post('/api/backtest/run', SHORT)
          if (answer.status === 202) return answer
          await new Promise(resolve => setTimeout(resolve, 100))
        }
      }),
    )
    let runningMax = 0
    for (;;) {
      const { jobs, queue } = (await bench.ask('/api/backtest/jobs?limit=1000')).body as unknown as {
        jobs: ToldJob[]
        queue: { queued: number; running: number }
      }
      runningMax = Math.max(runningMax, queue.running, jobs.filter(job => job.state === 'running').length)
      if (queue.queued + queue.running === 0) break
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    expect(runningMax).toBe(2)
    const jobs = [...taken, ...rest].map(answer => answer.body as unknown as ToldJob)
    const states = await Promise.all(jobs.map(job => bench.job(job.job_id)))
    expect(states.map(job => [job.state, job.attempt, job.error])).toEqual(jobs.map(() => ['done', 1, null]))
    expect(runsIn('fast').toSorted()).toEqual(jobs.map(job => job.run_id).toSorted())
  }, 600_000)

  test('fails the run whose process is killed, tells why, and goes on', async () => {
    const killed = await bench.submit(LONG)
    const next = await bench.submit({ fast: true })
    await bench.until(killed.job_id, 'running')
    await killWorker(killed)
    const failed = await bench.until(killed.job_id, 'failed', 'done')
    expect([failed.state, failed.error?.code], JSON.stringify(failed)).toEqual(['failed', 'RUN_WORKER_DIED'])
    const record = await bench.ask(`/api/backtest/results/${killed.run_id}`)
    expect([record.body.status, record.body.run_id]).toEqual(['failed', killed.run_id])
    expect(record.body.error).toMatch(/^RUN_WORKER_DIED: .*ended by SIGKILL/)
    expect(runsIn('report').filter(name => name.includes(killed.run_id))).toEqual([])
    expect((await bench.until(next.job_id, 'done', 'failed')).state).toBe('done')
  })

  test('cancels a waiting run and a running one, and nothing of them appears', async () => {
    const running = await bench.submit(LONG)
    await bench.until(running.job_id, 'running')
    const blocking = await bench.submit(LONG)
    const waiting = await bench.submit(LONG)
    const answer = await bench.ask(`/api/backtest/jobs/${waiting.job_id}`, { method: 'DELETE' })
    expect(['queued', 'running', 'canceled']).toContain(answer.body.state)
    await bench.ask(`/api/backtest/jobs/${running.job_id}`, { method: 'DELETE' })
    for (const job of [running, waiting]) {
      expect((await bench.until(job.job_id, 'canceled', 'done', 'failed')).state).toBe('canceled')
      expect([...runsIn('report'), ...runsIn('failed')].filter(name => name.includes(job.run_id))).toEqual([])
    }
    expect((await bench.until(blocking.job_id, 'done', 'failed')).state).toBe('done')
  })

  test('streams events that can be resumed behind the last one seen', async () => {
    const job = await bench.submit()
    const target = `/api/backtest/jobs/${job.job_id}/events`
    const all = eventsOf(await bench.ask(target))
    expect([all[0]?.kind, all[0]?.data.state]).toEqual(['queued', 'queued'])
    expect(all.at(-1)?.kind).toBe('done')
    expect(all.map(event => event.kind)).toContain('progress')
    expect(new Set(all.map(event => event.id)).size).toBe(all.length)
    const seen = all[2]?.id ?? ''
    const resumed = eventsOf(await bench.ask(target, { headers: { 'last-event-id': seen } }))
    expect(resumed).toEqual(all.slice(3))
    const over = await bench.ask(target, { headers: { 'last-event-id': all.at(-1)?.id ?? '' } })
    expect(over.status).toBe(204)
  })

  test('streams a run from its request to its result', async () => {
    const answer = await bench.post('/api/backtest/run?stream=true', { config: 'demo', fast: true })
    const last = eventsOf(answer).at(-1)
    expect([last?.kind, last?.data.state]).toEqual(['done', 'done'])
    const figures = last?.data.figures as { fills: number } | undefined
    expect(figures?.fills).toBeGreaterThan(0)
  })

  test('waits for the result where that is asked, a failed one too', async () => {
    const done = await bench.post('/api/backtest/run?wait=true', { config: 'demo' })
    expect((done.body.result as { run_id: string }).run_id).toBe(done.body.run_id)
    const window = { start: '2024-05-01T05:00:00Z', end: '2024-05-01T06:00:00Z' }
    const failed = await bench.post('/api/backtest/run?wait=true', { config: 'demo', ...window })
    expect([failed.status, failed.body.state]).toEqual([200, 'failed'])
    expect((failed.body.result as { status: string }).status).toBe('failed')
  })

  test('refuses another service on its state', async () => {
    await expect(
      new ServiceBench().start({ stateFolder: bench.settings().stateFolder }),
    ).rejects.toMatchObject({
      code: 'SERVICE_STATE_TAKEN',
    })
  })

  async function killWorker(job: ToldJob): Promise<void> {
    const file = join(bench.settings().stateFolder, 'jobs', `${job.job_id}.json`)
    const { worker_pid } = JSON.parse(readFileSync(file, 'utf8')) as { worker_pid: number }
    process.kill(worker_pid, 'SIGKILL')
  }
})

describe('a service that ends', () => {
  test('by kill -9 and starts again: no run is lost, none is there twice, none in part', async () => {
    const first = await serve()
    const jobs = await Promise.all(Array.from({ length: 6 }, () => submit(first.url, LONG)))
    await untilJob(first.url, jobs[0]?.job_id ?? '', 'running')
    first.child.kill('SIGKILL')
    await gone(first.child)
    const second = await serve()
    for (const job of jobs) {
      const ended = await untilJob(second.url, job.job_id, 'done', 'failed', 'canceled')
      expect([ended.state, ended.error, ended.run_id]).toEqual(['done', null, job.run_id])
    }
    const ids = jobs.map(job => job.run_id)
    expect(
      runsIn('report')
        .filter(id => ids.some(known => id.includes(known)))
        .toSorted(),
    ).toEqual(ids.toSorted())
    expect(runsIn('failed').filter(id => ids.includes(id))).toEqual([])
    // The stream of a job that an earlier service began goes on behind what was told.
    const events = eventsOf(await ask(`${second.url}/api/backtest/jobs/${jobs[0]?.job_id}/events`))
    expect(events.at(-1)?.kind).toBe('done')
    expect(events.every(event => event.id.startsWith('2.'))).toBe(true)
    await stop(second.child)
  }, 600_000)

  test('by SIGTERM lets runs go on, or puts them back for the next one', async () => {
    const first = await serve('--drain', '0')
    const jobs = await Promise.all(Array.from({ length: 3 }, () => submit(first.url, LONG)))
    await untilJob(first.url, jobs[0]?.job_id ?? '', 'running')
    await stop(first.child)
    const second = await serve()
    for (const job of jobs) {
      expect((await untilJob(second.url, job.job_id, 'done', 'failed', 'canceled')).state).toBe('done')
    }
    const fast = await submit(second.url, { config: 'demo', fast: true })
    await stop(second.child)
    expect(runsIn('fast')).toContain(fast.run_id)
  }, 600_000)
})

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))

/** A service in a process of its own. */
async function serve(...options: string[]): Promise<{ child: ChildProcess; url: string }> {
  const argv = [CLI, 'serve', '--port', '0', '--raw', bench.rawRoot, ...options]
  const child = spawn(process.execPath, argv, {
    cwd: bench.folder,
    env: { PATH: process.env.PATH, ODUM_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part
      const match = /serving at (http:\S+);/.exec(text)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    child.on('close', () => reject(new Error(text)))
  })
  return { child, url }
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await gone(child)
}

function gone(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.on('exit', () => resolve())
  })
}

async function submit(url: string, body: object): Promise<ToldJob> {
  const answer = await ask(`${url}/api/backtest/run`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status, answer.text).toBe(202)
  return answer.body as unknown as ToldJob
}

async function untilJob(url: string, jobId: string, ...states: string[]): Promise<ToldJob> {
  for (;;) {
    const job = (await ask(`${url}/api/backtest/jobs/${jobId}`)).body as unknown as ToldJob
    if (states.includes(job.state)) return job
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

interface ToldEvent {
  readonly id: string
  readonly kind: string
  readonly data: Record<string, unknown>
}

function eventsOf({ text }: Answer): ToldEvent[] {
  return [...text.matchAll(/^id: (.*)\nevent: (.*)\ndata: (.*)$/gm)].map(
    ([, id = '', kind = '', data = '{}']) => ({
      id,
      kind,
      data: JSON.parse(data) as Record<string, unknown>,
    }),
  )
}
