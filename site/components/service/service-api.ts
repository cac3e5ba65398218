/** Requests of the pages to the service that serves them. */

/** Where the site begins: modules are served three folders below it. */
const ROOT = new URL('../../../', import.meta.url)

/** One thing wrong with a text or a request, by its place. */
export interface Problem {
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly path?: string
  readonly stage?: string
}

/** What the service refused, in its words. */
export class ServiceError extends Error {
  /** HTTP status; 0 where nothing answered. */
  readonly status: number
  readonly code: string
  readonly problems: readonly Problem[]

  constructor(status: number, code: string, message: string, problems: readonly Problem[]) {
    super(message)
    this.status = status
    this.code = code
    this.problems = problems
  }
}

/** The address of a path below the site, e.g. `runs/ID`, `api/health`. */
export function addressOf(path: string): string {
  return new URL(path, ROOT).href
}

/** Whether a service serves this site. Without one, the site's own file says so, and no request fails. */
export async function isServed(): Promise<boolean> {
  try {
    const answer = await fetch(addressOf('service.json'), { cache: 'no-store' })
    return answer.ok && ((await answer.json()) as { service?: boolean }).service === true
  } catch {
    return false
  }
}

export interface Question {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: unknown
  /** The version that a save replaces. */
  readonly ifMatch?: string | undefined
  readonly signal?: AbortSignal
}

/** Asks the service. @param path below the site, e.g. `api/configs`. @throws ServiceError */
export async function ask<Answer>(path: string, question: Question = {}): Promise<Answer> {
  return (await (await send(path, question)).json()) as Answer
}

/** Asks for a text, e.g. CSV. @throws ServiceError */
export async function askText(path: string, question: Question = {}): Promise<string> {
  return await (await send(path, question)).text()
}

async function send(path: string, { method, body, ifMatch, signal }: Question): Promise<Response> {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (ifMatch !== undefined) headers['if-match'] = ifMatch
  let answer: Response
  try {
    answer = await fetch(addressOf(path), {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    markService('lost')
    throw new ServiceError(0, 'SERVICE_GONE', 'The service does not answer any more.', [])
  }
  markService('on')
  if (answer.ok) return answer
  const text = await answer.text()
  throw asError(answer.status, text)
}

/** Tells the navigation whether there is a service: it hides what is not running. */
function markService(state: 'on' | 'lost'): void {
  document.documentElement.dataset.service = state
}

function asError(status: number, text: string): ServiceError {
  try {
    const { error } = JSON.parse(text) as {
      error: { code: string; message: string; problems?: readonly Problem[] }
    }
    return new ServiceError(status, error.code, error.message, error.problems ?? [])
  } catch {
    return new ServiceError(status, 'ANSWER_UNKNOWN', `The service answered ${status}.`, [])
  }
}
