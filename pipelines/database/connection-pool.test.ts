import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectionPool } from './connection-pool.ts'
import { Database } from './open-database.ts'

let database: Database

beforeAll(async () => {
  database = await Database.open({ threads: 1 })
})

afterAll(() => database.close())

test('as many statements run at a time as there are connections, in the order they came', async () => {
  const pool = await ConnectionPool.open(database, 2)
  const started: number[] = []
  let running = 0
  let most = 0
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map(number =>
      pool.run(async connection => {
        started.push(number)
        most = Math.max(most, ++running)
        const reader = await connection.runAndReadAll('select $number::integer', { number })
        running--
        return reader.getRows()[0]?.[0]
      }),
    ),
  )
  expect(answers).toEqual([1, 2, 3, 4, 5])
  expect(started).toEqual([1, 2, 3, 4, 5])
  expect(most).toBe(2)
})

test('a statement that fails frees its connection', async () => {
  const pool = await ConnectionPool.open(database, 1)
  await expect(pool.run(connection => connection.run('select no_such_column'))).rejects.toThrow(
    'no_such_column',
  )
  const reader = await pool.run(connection => connection.runAndReadAll('select 7'))
  expect(reader.getRows()).toEqual([[7]])
})

test('a pool that is disposed of refuses what waits and lets what runs end', async () => {
  const pool = await ConnectionPool.open(database, 1)
  const ended: string[] = []
  const running = pool.run(async connection => {
    await connection.run('select 1')
    ended.push('running')
  })
  const waiting = pool.run(async () => ended.push('waiting')).catch((error: Error) => error.message)
  await pool[Symbol.asyncDispose]()
  expect(ended).toEqual(['running'])
  expect(await waiting).toBe('the connections are being closed')
  await running
})
