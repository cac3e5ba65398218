import { startStandIn } from '../stand-in/start-stand-in.ts'
import { testObjectStore } from '../test/object-store-contract.ts'
import { cloudObjectStore } from './cloud-object-store.ts'

testObjectStore('Cloud Storage', async () => {
  const standIn = await startStandIn({ buckets: { results: null } })
  const options = { root: 'gs://results/shared', env: { ODUM_GCS_ENDPOINT: standIn.endpoint } }
  return {
    store: cloudObjectStore(options),
    other: cloudObjectStore(options),
    [Symbol.asyncDispose]: () => standIn.close(),
  }
})

testObjectStore('Cloud Storage over a folder', async folder => {
  const standIn = await startStandIn({ buckets: { results: folder } })
  const options = { root: 'gs://results', env: { ODUM_GCS_ENDPOINT: standIn.endpoint } }
  return {
    store: cloudObjectStore(options),
    other: cloudObjectStore(options),
    [Symbol.asyncDispose]: () => standIn.close(),
  }
})
