import { readdirSync } from 'node:fs'
import { z } from 'zod'
import { defineRelation, type Statement } from '../database/statement.ts'
import { builtInMetricStatements } from './metric-statements.ts'

const FOLDER = 'analysis/metrics'
const SQL_FOLDER = new URL(`../../sql/${FOLDER}/`, import.meta.url)

/** Every file of `sql/analysis/metrics` as a relation: one row per run with `run_id` and any named columns.
 *  A file added there is a metric without further registration. */
export function metricStatements(): Statement[] {
  const declared = new Map(builtInMetricStatements.map(statement => [statement.path, statement]))
  return readdirSync(SQL_FOLDER)
    .filter(name => name.endsWith('.sql'))
    .map(name => `${FOLDER}/${name}`)
    .sort()
    .map(
      path => declared.get(path) ?? defineRelation(path, z.looseObject({ run_id: z.string() }), z.object({})),
    )
}
