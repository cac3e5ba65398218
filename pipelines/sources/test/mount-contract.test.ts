import { MountReader } from '../mount-reader.ts'
import { testReader } from './reader-contract.ts'

testReader({
  name: 'mount',
  pinsIdentity: true,
  tellsNested: false,
  open: async ({ folder, database }) => ({
    reader: new MountReader(folder, database),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
})
