import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as engineErrors from '../engine/errors.ts'
import { type ErrorEntry, errorEntries, errorReference } from './error-reference.ts'
import * as pipelineErrors from './errors.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const sources = { engine: read('../engine/errors.ts'), pipelines: read('./errors.ts') }
const tables = {
  engine: { exported: engineErrors, entries: errorEntries(sources.engine, engineErrors) },
  pipelines: { exported: pipelineErrors, entries: errorEntries(sources.pipelines, pipelineErrors) },
}

const codes = (entries: readonly ErrorEntry[]) => entries.map(entry => entry.code)

describe.each(Object.entries(tables))('the error table of %s', (_, { exported, entries }) => {
  test('is read whole', () => {
    expect(entries.length).toBe(Object.keys(exported).length)
  })

  test('is sorted by code', () => {
    expect(codes(entries)).toEqual(codes(entries).toSorted())
  })

  test('names each class after its code', () => {
    const expected = codes(entries).map(code => {
      const words = code.toLowerCase().split('_')
      return `${words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Error`
    })
    expect(Object.keys(exported).toSorted()).toEqual(expected.toSorted())
  })

  test('has messages that are sentences', () => {
    for (const { code, message } of entries) expect(`${code}: ${message}`).toMatch(/: \S.*[.›)]$/s)
  })
})

test('no code is in both tables', () => {
  const all = [...codes(tables.engine.entries), ...codes(tables.pipelines.entries)]
  expect(all.length).toBe(new Set(all).size)
})

test('docs/errors.md is what `npm run docs` writes', () => {
  expect(read('../docs/errors.md')).toBe(errorReference(sources))
})
