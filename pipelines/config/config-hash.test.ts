import { describe, expect, test } from 'vitest'
import { canonicalJson, configHash } from './config-hash.ts'
import { loadConfig } from './load-config.ts'
import { effectiveEnvironment, locations } from './locations.ts'
import { redact } from './redact.ts'

function demo(...overrides: string[]) {
  return loadConfig('demo', { env: {}, overrides })
}

describe('the hash of a configuration', () => {
  test('does not depend on how a value is written, nor on remarks and places', async () => {
    const hash = configHash(await demo())
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const same = [
      'venue.taker_fee="0.00040"',
      'description=other',
      'results.root=elsewhere',
      'data_catalog.source=auto',
    ]
    expect(configHash(await demo(...same, 'environment.DATA_CATALOG_PATH=x'))).toBe(hash)
  })

  test.each([
    'venue.taker_fee=0.0005',
    'seed=2',
    'time_window.end=2024-05-01T01:00:00Z',
    'strategy.side=fade',
  ])('changes with %s', async override => {
    expect(configHash(await demo(override))).not.toBe(configHash(await demo()))
  })

  test('rests on JSON with sorted keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,{"c":"x","d":null}]}',
    )
  })
})

test('secrets of the environment are taken out', async () => {
  const config = await demo(
    'environment.GCS_HMAC_SECRET=s3',
    'environment.my_api_key=k3y',
    'environment.GCP_PROJECT_ID=p',
  )
  const text = JSON.stringify(redact(config))
  expect(text).not.toMatch(/s3"|k3y/)
  expect(redact(config).environment).toMatchObject({ GCP_PROJECT_ID: 'p', GCS_HMAC_SECRET: '[redacted]' })
  expect(config.environment.GCS_HMAC_SECRET).toBe('s3')
})

describe('locations', () => {
  test('come from the configuration before the environment, and are absolute', async () => {
    const env = { DATA_CATALOG_PATH: '/process', UNIFIED_CLOUD_LOCAL_PATH: '/raw' }
    expect(locations(await demo(), env, '/here')).toEqual({
      rawRoot: '/here/.odum/demo/raw',
      catalogRoot: '/here/.odum/demo/catalog',
      resultsRoot: '/here/.odum/demo/results',
    })
  })

  test('fall back to the environment where the configuration is empty, then to defaults', async () => {
    const config = await demo('environment.DATA_CATALOG_PATH=""', 'environment.UNIFIED_CLOUD_LOCAL_PATH=""')
    expect(locations(config, { DATA_CATALOG_PATH: 'gcs://b/p' }, '/here')).toMatchObject({
      rawRoot: undefined,
      catalogRoot: 'gs://b/p',
    })
    expect(locations(config, {}, '/here').catalogRoot).toBe('/here/.odum/catalog')
    const bare = { ...config, results: {} }
    expect(locations(bare, { ODUM_RESULTS_ROOT: 'mine' }, '/here').resultsRoot).toBe('/here/mine')
    expect(locations(bare, {}, '/here').resultsRoot).toBe('/here/backtest_results')
    expect(effectiveEnvironment(config, { DATA_CATALOG_PATH: 'x' }).DATA_CATALOG_PATH).toBe('x')
  })
})
