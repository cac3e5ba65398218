import { rangesReader } from './ranges-reader.ts'
import { startStandIn } from './stand-in/start-stand-in.ts'
import { testReader } from './test/reader-contract.ts'

const HMAC = { kind: 'hmac', keyId: 'GOOG1EXAMPLE', secret: 'not a real secret' } as const

testReader({
  name: 'ranges, JSON API',
  pinsIdentity: true,
  tellsNested: true,
  async open({ folder }) {
    const standIn = await startStandIn({ buckets: { market: folder } })
    const env = { ODUM_GCS_ENDPOINT: standIn.endpoint }
    return {
      reader: rangesReader({ root: 'gs://market', env }),
      [Symbol.asyncDispose]: () => standIn.close(),
    }
  },
})

testReader({
  name: 'ranges, XML API with HMAC signatures',
  pinsIdentity: true,
  tellsNested: true,
  async open({ folder }) {
    const access = (): 403 => 403
    const standIn = await startStandIn({ buckets: { market: folder }, hmac: HMAC, access })
    const env = {
      ODUM_GCS_ENDPOINT: standIn.endpoint,
      GCS_HMAC_KEY_ID: HMAC.keyId,
      GCS_HMAC_SECRET: HMAC.secret,
    }
    return {
      reader: rangesReader({ root: 'gs://market/', env }),
      [Symbol.asyncDispose]: () => standIn.close(),
    }
  },
})
