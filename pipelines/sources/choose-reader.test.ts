import { expect, test } from 'vitest'
import { chooseReader, type ReaderChoice, type ReaderQuestion } from './choose-reader.ts'

const MOUNT_ELSE_CLOUD = ['mount', 'ranges']

type Row = readonly [
  flag: ReaderQuestion['flag'],
  configured: ReaderQuestion['configured'],
  directGcs: string | undefined,
  source: ReaderChoice['source'],
  kinds: readonly string[],
  decidedBy: ReaderChoice['decidedBy'],
]

const TABLE: readonly Row[] = [
  [undefined, undefined, undefined, 'auto', MOUNT_ELSE_CLOUD, 'default'],
  [undefined, undefined, 'true', 'gcs', ['ranges'], 'environment'],
  [undefined, undefined, 'TRUE ', 'gcs', ['ranges'], 'environment'],
  [undefined, undefined, 'false', 'auto', MOUNT_ELSE_CLOUD, 'default'],
  [undefined, undefined, '', 'auto', MOUNT_ELSE_CLOUD, 'default'],
  [undefined, 'auto', undefined, 'auto', MOUNT_ELSE_CLOUD, 'configuration'],
  [undefined, 'auto', 'true', 'gcs', ['ranges'], 'environment'],
  [undefined, 'local', undefined, 'local', ['mount'], 'configuration'],
  [undefined, 'local', 'true', 'local', ['mount'], 'configuration'],
  [undefined, 'gcs', undefined, 'gcs', ['ranges'], 'configuration'],
  ['local', 'gcs', 'true', 'local', ['mount'], 'flag'],
  ['gcs', 'local', undefined, 'gcs', ['ranges'], 'flag'],
  ['gcs', 'local', 'false', 'gcs', ['ranges'], 'flag'],
  ['auto', 'local', undefined, 'auto', MOUNT_ELSE_CLOUD, 'flag'],
  ['auto', 'local', 'true', 'gcs', ['ranges'], 'environment'],
]

test.each(TABLE)(
  'flag %s, configuration %s, environment %s → %s',
  (flag, configured, directGcs, ...expected) => {
    const [source, kinds, decidedBy] = expected
    const question = { flag, configured, directGcs }
    expect(chooseReader({ ...question, httpfsLoadable: false })).toEqual({ source, kinds, decidedBy })
    const withHttpfs = kinds.map(kind => (kind === 'ranges' ? 'httpfs' : kind))
    expect(chooseReader({ ...question, httpfsLoadable: true })).toEqual({
      source,
      kinds: withHttpfs,
      decidedBy,
    })
  },
)
