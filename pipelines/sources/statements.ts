import { z } from 'zod'
import { defineQuery, type Statement } from '../database/statement.ts'

export const httpTraffic = defineQuery('staging/http_traffic.sql', {
  params: z.strictObject({}),
  row: z.strictObject({ requests: z.bigint(), bytes: z.bigint() }),
})

/** Every statement of this folder. */
export const sourceStatements: readonly Statement[] = [httpTraffic]
