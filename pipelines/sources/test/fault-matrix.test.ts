import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OAuth2Client } from 'google-auth-library'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TokenCredentials } from '../cloud/credentials.ts'
import type { RetryPolicy } from '../cloud/retry-policy.ts'
import { cloudObjectStore } from '../object-store/cloud-object-store.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import { rangesReader } from '../ranges-reader.ts'
import type { SourceObject, SourceReader } from '../source-reader.ts'
import type { FaultEffect, Operation } from '../stand-in/fault-board.ts'
import { type StandIn, startStandIn } from '../stand-in/start-stand-in.ts'
import { NARROW, type SourceFixture, sourceFixture, TRADES } from './source-fixture.ts'

const RETRY: RetryPolicy = { attempts: 4, firstDelayMs: 1, delayMaxMs: 4, silenceMaxMs: 250 }
const SLOW_MS = 600

const status = (code: number, more: object = {}): FaultEffect => ({ kind: 'status', status: code, ...more })
const FAULTS = {
  'status 401': status(401),
  'status 403': status(403),
  'status 404': status(404),
  'status 408': status(408),
  'status 412': status(412),
  'status 429': status(429, { retryAfterSeconds: 60 }),
  'status 503': status(503),
  'answer lost': status(503, { afterWork: true }),
  'connection dropped': { kind: 'drop', afterBytes: 0 },
  'connection dropped midway': { kind: 'drop', afterBytes: 100 },
  'answer truncated': { kind: 'truncate', bytes: 100 },
  'answer too slow': { kind: 'slow', delayMs: SLOW_MS },
  'object replaced': { kind: 'replace', contents: Buffer.from('other contents of the object') },
} satisfies Record<string, FaultEffect>

/** What becomes of it when the fault meets one request, and when it meets all: `ok` or the error's code, and how
 *  many requests were made. */
type Ending = readonly [once: string, requests: number, always: string, requests: number]
type Work = 'find' | 'read footer' | 'read ranges' | 'list' | 'upload'

const PASSES: Ending = ['ok', 2, 'SOURCE_UNAVAILABLE', 4]
const CUT: Ending = ['ok', 2, 'SOURCE_TRUNCATED', 4]
const DENIED: Ending = ['CREDENTIALS_REJECTED', 1, 'CREDENTIALS_REJECTED', 1]
const REFRESHED: Ending = ['ok', 2, 'CREDENTIALS_REJECTED', 2]
const CHANGED: Ending = ['SOURCE_CHANGED', 1, 'SOURCE_CHANGED', 1]
const NO_BUCKET: Ending = ['BUCKET_MISSING', 1, 'BUCKET_MISSING', 1]
const REFUSED: Ending = ['CLOUD_REQUEST_REFUSED', 1, 'CLOUD_REQUEST_REFUSED', 1]
const CONFLICT: Ending = ['OBJECT_CHANGED', 1, 'OBJECT_CHANGED', 1]

const READ: Record<keyof typeof FAULTS, Ending> = {
  'status 401': REFRESHED,
  'status 403': DENIED,
  'status 404': CHANGED,
  'status 408': PASSES,
  'status 412': CHANGED,
  'status 429': PASSES,
  'status 503': PASSES,
  'answer lost': PASSES,
  'connection dropped': PASSES,
  'connection dropped midway': CUT,
  'answer truncated': CUT,
  'answer too slow': PASSES,
  'object replaced': CHANGED,
}

const MATRIX: Record<Work, Record<keyof typeof FAULTS, Ending | undefined>> = {
  find: {
    ...READ,
    // An absent object is an answer. What is found after a replacement is the new object.
    'status 404': ['absent', 1, 'absent', 1],
    'status 412': REFUSED,
    'object replaced': ['different', 1, 'different', 1],
  },
  'read footer': READ,
  'read ranges': READ,
  list: {
    ...READ,
    'status 404': NO_BUCKET,
    'status 412': REFUSED,
    'answer truncated': PASSES,
    // A listing is of names, whatever their contents.
    'object replaced': undefined,
  },
  upload: {
    ...READ,
    'status 404': NO_BUCKET,
    'status 412': CONFLICT,
    // The first attempt was stored although its answer was lost: the second is refused with 412, which needs
    // no more than a status line, and finds its own object.
    'answer lost': ['ok', 2, 'ok', 2],
    'connection dropped midway': ['ok', 2, 'ok', 2],
    'answer truncated': ['ok', 2, 'ok', 2],
    'object replaced': ['different', 1, 'different', 1],
  },
}

const OPERATION: Record<Work, Operation> = {
  find: 'read',
  'read footer': 'read',
  'read ranges': 'read',
  list: 'list',
  upload: 'upload',
}

describe('every fault ends in success after bounded repeats or in its own error', () => {
  let fixture: SourceFixture
  let standIn: StandIn
  let folder: string
  let reader: SourceReader
  let store: ObjectStore
  let object: SourceObject
  let expected: Record<Work, unknown>

  beforeAll(async () => {
    fixture = await sourceFixture()
    folder = await mkdtemp(join(tmpdir(), 'odum-faults-'))
    await writeFile(join(folder, 'upload'), 'contents to store')
  })
  beforeEach(async () => {
    await standIn?.close()
    standIn = await startStandIn({ buckets: { market: null } })
    for (const path of [TRADES, NARROW]) {
      await standIn.put('market', path, await readFile(join(fixture.folder, path)))
    }
    const env = { ODUM_GCS_ENDPOINT: standIn.endpoint }
    const options = { root: 'gs://market', env, credentials: rotatingTokens(), retry: RETRY }
    reader = rangesReader({ ...options, temporaryDirectory: folder })
    store = cloudObjectStore(options)
    object = await foundTrades()
    expected = {
      find: object,
      'read footer': await outcomeOf('read footer'),
      'read ranges': await outcomeOf('read ranges'),
      list: await outcomeOf('list'),
      upload: 'contents to store',
    }
    // A new reader: the first one knows the object's end and footer already.
    reader = rangesReader({ ...options, temporaryDirectory: folder })
  })
  afterAll(async () => {
    await standIn?.close()
    await fixture?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const foundTrades = async (): Promise<SourceObject> => {
    const [found] = await reader.find([TRADES])
    if (found === undefined) throw new RangeError(TRADES)
    return found
  }

  const foundOrNot = async (): Promise<SourceObject | 'absent' | 'different'> => {
    const [found] = await reader.find([TRADES])
    if (found === undefined) return 'absent'
    return found.identity === object.identity ? found : 'different'
  }

  /** Does the work and returns its whole result in a form to compare. */
  const outcomeOf = async (work: Work): Promise<unknown> => {
    if (work === 'find') return foundOrNot()
    if (work === 'read footer') return reader.layout(object)
    if (work === 'list') return (await reader.list('raw/')).map(found => found.path)
    if (work === 'upload') {
      const { outcome } = await store.writeIfAbsent(TARGET, join(folder, 'upload'))
      if (outcome === 'different') return outcome
      return Buffer.from((await storedBytes()) ?? []).toString()
    }
    await using fetched = await reader.fetch(object, [4], ['ts_event', 'price', 'id'])
    return createHash('sha256')
      .update(await readFile(fetched.file))
      .digest('hex')
  }

  const TARGET = 'results/new.json'
  const storedBytes = async (): Promise<Uint8Array | undefined> => {
    const stored = await standIn.find('market', TARGET)
    return stored?.read(0, stored.sizeBytes)
  }

  /** Sets the fault, does the work, returns how it ended and the requests it took. */
  const suffer = async (work: Work, effect: FaultEffect, times: number): Promise<[string, number]> => {
    if (work === 'read ranges') await reader.layout(object)
    standIn.traffic.clear()
    standIn.faults.set({ effect, operation: OPERATION[work], times })
    let ending: string
    try {
      const result = await outcomeOf(work)
      ending = result === 'different' || result === 'absent' ? result : 'ok'
      if (ending === 'ok') expect(result).toEqual(expected[work])
    } catch (error) {
      ending = codeOf(error)
    }
    return [ending, standIn.traffic.total({ operation: OPERATION[work] }).requests]
  }

  const cases = (Object.keys(MATRIX) as Work[]).flatMap(work =>
    (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).flatMap(fault => {
      const [once, onceRequests, always, alwaysRequests] = MATRIX[work][fault] ?? []
      if (once === undefined || always === undefined) return []
      return [
        { work, fault, when: 'once', times: 1, ending: once, requests: onceRequests },
        {
          work,
          fault,
          when: 'always',
          times: Number.POSITIVE_INFINITY,
          ending: always,
          requests: alwaysRequests,
        },
      ]
    }),
  )

  test.for(cases)(
    '$work, $fault $when → $ending, requests: $requests',
    async ({ work, fault, ...expectation }) => {
      const [ending, requests] = await suffer(work, FAULTS[fault], expectation.times)
      expect(ending).toBe(expectation.ending)
      expect(requests).toBe(expectation.requests)
      expect((await readdir(folder)).filter(name => name !== 'upload')).toEqual([])
      // Whatever the ending, a stored object is there whole or not at all.
      const stored = await storedBytes()
      if (stored !== undefined && ending !== 'different') {
        expect(Buffer.from(stored).toString()).toBe('contents to store')
      }
    },
  )
})

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : `uncoded: ${error}`
}

/** Credentials whose every token is new, so that a refused one can be replaced. */
function rotatingTokens(): TokenCredentials {
  let count = 0
  const client = new OAuth2Client()
  client.refreshHandler = async () => ({
    access_token: `token-${++count}`,
    expiry_date: Date.now() + 3_600_000,
  })
  return {
    kind: 'service_account',
    client: async () => client,
    async token(refresh = false) {
      if (refresh) client.credentials = { expiry_date: 1 }
      return String((await client.getAccessToken()).token)
    },
  }
}
