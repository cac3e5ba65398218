import { expect, test } from 'vitest'
import { absoluteRoot } from '../../config/locations.ts'
import { openObjectStore } from '../object-store/open-object-store.ts'
import { parseCloudRoot, storageEndpoint } from './location.ts'

test.each([
  ['gs://market', { bucket: 'market', prefix: '' }],
  ['gs://market/', { bucket: 'market', prefix: '' }],
  ['gcs://market/a/b', { bucket: 'market', prefix: 'a/b/' }],
  ['gs://market/a//', { bucket: 'market', prefix: 'a/' }],
])('%s is a folder of a bucket', (root, expected) => {
  expect(parseCloudRoot(root)).toEqual(expected)
})

test.each(['market', 'gs://', '/data/raw', 's3://market'])('%j is no bucket address', root => {
  expect(() => parseCloudRoot(root)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})

test.each([
  [{}, 'https://storage.googleapis.com'],
  [{ ODUM_GCS_ENDPOINT: ' ' }, 'https://storage.googleapis.com'],
  [{ ODUM_GCS_ENDPOINT: 'http://127.0.0.1:4443/' }, 'http://127.0.0.1:4443'],
])('%j names the endpoint %s', (env, endpoint) => {
  expect(storageEndpoint(env)).toBe(endpoint)
})

test.each(['127.0.0.1:4443', 'http://host/storage/v1', 'ftp://host'])('%j is no endpoint', endpoint => {
  expect(() => storageEndpoint({ ODUM_GCS_ENDPOINT: endpoint })).toThrow(/ODUM_GCS_ENDPOINT/)
})

test('an address that is malformed or of other storage is no folder', () => {
  expect(() => openObjectStore('gs://', {})).toThrow(expect.objectContaining({ code: 'USAGE' }))
  expect(() => absoluteRoot('s3://market/catalog', '/data')).toThrow(/s3:\/\/market.*gs:\/\/bucket/)
  expect(absoluteRoot('gcs://market/catalog', '/data')).toBe('gs://market/catalog')
  expect(absoluteRoot('a:b', '/data')).toBe('/data/a:b')
})

test('the root decides between folder and bucket', () => {
  expect(openObjectStore('/data/catalog', {}).root).toBe('/data/catalog')
  expect(openObjectStore('gcs://store/nautilus-catalog', {}).root).toBe('gs://store/nautilus-catalog/')
})
