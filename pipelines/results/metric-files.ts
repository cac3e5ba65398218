import { readdirSync } from 'node:fs'
import { z } from 'zod'
import { defineRelation, type Statement } from '../database/statement.ts'
import { builtInMetricStatements } from './metric-statements.ts'

const FOLDER = 'analysis/metrics'
const SQL_FOLDER = new URL(`../../sql/${FOLDER}/`, import.meta.url)

/** Every file of `sql/analysis/metrics` as a relation: one row per run with `run_id` and any named columns.
 *  The project's own come first; a file added there is a metric without further registration. */
export function metricStatements(): Statement[] {
  const declared = new Set(builtInMetricStatements.map(statement => statement.path))
  const added = readdirSync(SQL_FOLDER)
    .filter(name => name.endsWith('.sql'))
    .map(name => `${FOLDER}/${name}`)
    .filter(path => !declared.has(path))
    .sort()
    .map(path => defineRelation(path, z.looseObject({ run_id: z.string() }), z.object({})))
  return [...builtInMetricStatements, ...added]
}
