import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openObjectStore } from '../sources/object-store/open-object-store.ts'
import { type StandIn, startStandIn } from '../sources/stand-in/start-stand-in.ts'
import { type ChildOrder, HOURS } from './test/convert-child.ts'
import { RawData, snapshotSelect, TARDIS_LEVELS, TRADES } from './test/raw-data.ts'

const CHILD = join(import.meta.dirname, 'test/convert-child.ts')
const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`
const DATA_TYPES = ['trades', 'book_snapshot_5'] as const

const RACES = 3
const LOCAL_KILLS = 20
const BUCKET_KILLS = 10
/** Thirty processes start one after another; where others need the cores that takes longer. */
const PATIENCE = { timeout: 240_000 }
/** Of the moments at which processes are killed. */
const SEED = 20_240_501

let raw: RawData
let folder: string
let standIn: StandIn
/** Hash by name of the files that one undisturbed conversion makes. */
let undisturbed: ReadonlyMap<string, string>
let conversionMs: number

beforeAll(async () => {
  raw = new RawData()
  folder = mkdtempSync(join(tmpdir(), 'odum-races-'))
  standIn = await startStandIn({ buckets: { store: null } })
  await raw.write('trades', NS)
  await raw.write('book_snapshot_5', snapshotSelect(8_000, TARDIS_LEVELS))
  const startedMs = performance.now()
  await raw.convert(HOURS, { dataTypes: DATA_TYPES })
  conversionMs = performance.now() - startedMs
  undisturbed = hashesOfFolder(raw.catalogRoot)
})
afterAll(async () => {
  await standIn?.close()
  raw?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const env = (name: string): Record<string, string> => ({
  ODUM_GCS_ENDPOINT: standIn.endpoint,
  ODUM_CACHE_DIRECTORY: join(folder, name),
})
const order = (catalogRoots: readonly string[], more: Partial<ChildOrder> = {}): ChildOrder => ({
  rawRoot: raw.rawRoot,
  catalogRoots,
  env: env('cache'),
  refresh: false,
  ...more,
})

describe('two converters of one window at once make the catalog of one', () => {
  const race = async (roots: readonly string[], name: string): Promise<void> => {
    const meeting = join(folder, `${name}-meeting`)
    mkdirSync(meeting)
    const orders = ['a', 'b'].map(who =>
      order(roots, {
        env: env(`${name}-${who}`),
        meeting: { folder: meeting, who, other: who === 'a' ? 'b' : 'a' },
      }),
    )
    const endings = await Promise.all(orders.map(each => ended(child(each))))
    expect(endings).toEqual([
      { code: 0, signal: null, problem: '' },
      { code: 0, signal: null, problem: '' },
    ])
  }

  test(`in a folder, ${RACES} races`, async () => {
    const roots = Array.from({ length: RACES }, (_, index) => join(folder, `race-${index}`))
    await race(roots, 'local')
    for (const root of roots) expect(hashesOfFolder(root)).toEqual(undisturbed)
  })

  test(`in a bucket, ${RACES} races, each of 69 cells written once`, async () => {
    const roots = Array.from({ length: RACES }, (_, index) => `gs://store/race-${index}`)
    standIn.traffic.clear()
    await race(roots, 'bucket')
    for (const root of roots) expect(await hashesOfBucket(root)).toEqual(undisturbed)
    const uploads = standIn.traffic.entries({ operation: 'upload' })
    const statuses = uploads.filter(({ uri }) => /\/data\/.*\.parquet$/.test(uri)).map(({ status }) => status)
    const stored = statuses.filter(status => status === 200).length
    expect(stored).toBe(RACES * 69)
    // Without a lost race this test would show nothing.
    expect(statuses.filter(status => status === 412).length).toBeGreaterThan(0)
  })
})

describe(`conversions killed at random moments (seed ${SEED}) lose nothing and leave nothing`, () => {
  /** Kills that many conversions; one that ends before its moment is no kill, and the next ones replace its cells. */
  const killRepeatedly = async (root: string, kills: number, random: () => number): Promise<void> => {
    let refresh = false
    for (let killed = 0, tries = 0; killed < kills; tries++) {
      if (tries > 4 * kills) expect.fail(`only ${killed} of ${tries} processes could be killed in time`)
      const process = child(order([root], { refresh }))
      await began(process)
      const ending = ended(process)
      await sleep(random() * conversionMs * 0.8)
      process.kill('SIGKILL')
      if ((await ending).signal === 'SIGKILL') killed += 1
      else refresh = true
    }
  }

  test(`in a folder, ${LOCAL_KILLS} times`, PATIENCE, async () => {
    const root = join(folder, 'killed')
    await killRepeatedly(root, LOCAL_KILLS, seeded(SEED))
    expect(await ended(child(order([root])))).toMatchObject({ code: 0 })
    expect(hashesOfFolder(root)).toEqual(undisturbed)
  })

  test(`in a bucket, ${BUCKET_KILLS} times`, PATIENCE, async () => {
    const root = 'gs://store/killed'
    await killRepeatedly(root, BUCKET_KILLS, seeded(SEED + 1))
    expect(await ended(child(order([root])))).toMatchObject({ code: 0 })
    expect(await hashesOfBucket(root)).toEqual(undisturbed)
    expect(readdirSync(join(folder, 'cache', 'writing'))).toEqual([])
  })
})

function child(told: ChildOrder): ChildProcess {
  return spawn(process.execPath, [CHILD, JSON.stringify(told)], { stdio: ['ignore', 'pipe', 'pipe'] })
}

function began(process: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout?.once('data', () => resolve())
    process.once('error', reject)
    process.once('exit', () => resolve())
  })
}

function ended(
  process: ChildProcess,
): Promise<{ code: number | null; signal: string | null; problem: string }> {
  let problem = ''
  process.stdout?.resume()
  process.stderr?.on('data', piece => {
    problem += piece
  })
  return new Promise(resolve => process.once('close', (code, signal) => resolve({ code, signal, problem })))
}

function hashesOfFolder(root: string): Map<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter(name => statSync(join(root, name)).isFile())
  return new Map(files.map(name => [name, sha256(readFileSync(join(root, name)))]))
}

async function hashesOfBucket(root: string): Promise<Map<string, string>> {
  const objects = await openObjectStore(root, env('cache')).list('')
  const prefix = relative('gs://store', root)
  const hashes = objects.map(async ({ name, sizeBytes }): Promise<[string, string]> => {
    const stored = await standIn.find('store', `${prefix}/${name}`)
    return [name, sha256((await stored?.read(0, sizeBytes)) ?? new Uint8Array())]
  })
  return new Map(await Promise.all(hashes))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
