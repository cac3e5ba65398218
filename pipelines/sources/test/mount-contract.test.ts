import { MountReader } from '../mount-reader.ts'
import { testReader } from './reader-contract.ts'

testReader({
  name: 'mount',
  pinsIdentity: true,
  tellsNested: false,
  open: async ({ folder }) => ({
    reader: new MountReader(folder),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
})
