import { testObjectStore } from '../test/object-store-contract.ts'
import { localObjectStore } from './local-object-store.ts'

testObjectStore('local folder', async folder => ({
  store: localObjectStore(folder),
  other: localObjectStore(folder),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}))
