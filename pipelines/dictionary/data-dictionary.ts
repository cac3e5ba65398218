import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { catalogRelations } from '../catalog/statements.ts'
import { Database } from '../database/open-database.ts'
import type { Statement } from '../database/statement.ts'
import { analysisStatements } from '../results/analysis-statements.ts'
import { fillStatements } from '../results/fill-statements.ts'
import { builtInMetricStatements } from '../results/metric-statements.ts'
import { parentStatements } from '../results/parent-statements.ts'
import { resultStatements } from '../results/result-statements.ts'
import { registerResultViews } from '../results/result-views.ts'
import { type DictionarySection, renderDictionary } from './render-dictionary.ts'

const relations = (statements: readonly Statement[]) =>
  statements.filter(statement => statement.kind === 'relation')

const SECTIONS: readonly DictionarySection[] = [
  {
    title: 'Catalog',
    introduction:
      'Market data as converted. Filter on `instrument_id`, `date` and `ts_init`: they prune files and row groups.',
    statements: catalogRelations.filter(({ path }) => path.startsWith('catalog/')),
  },
  {
    title: 'Results',
    introduction:
      'What runs left, all runs in one view each. Filter on `run_id`: it leaves the files of other runs unopened.',
    statements: relations(resultStatements),
  },
  {
    title: 'Analysis',
    introduction: 'Marts on the result views.',
    statements: relations(analysisStatements),
  },
  {
    title: 'Analysis of parents',
    introduction: 'Rows for analysed runs: see [fill analysis](results.md#fill-analysis).',
    statements: relations(parentStatements),
  },
  {
    title: 'Analysis of fills',
    introduction: 'Markouts and spreads have rows for analysed runs, the distributions for all.',
    statements: relations(fillStatements),
  },
  {
    title: 'Metrics',
    introduction:
      'One row per run; every column appears in `odum results show` and `compare`, and on the comparison page.',
    statements: builtInMetricStatements,
  },
]

/** The text of docs/data-dictionary.md: what the views are without a catalog and without runs. */
export async function dataDictionary(): Promise<string> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await registerCatalogViews(connection, undefined)
  await registerResultViews(connection, '/nonexistent/results')
  return await renderDictionary(connection, SECTIONS)
}
