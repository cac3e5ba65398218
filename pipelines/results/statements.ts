import type { Statement } from '../database/statement.ts'
import { analysisStatements } from './analysis-statements.ts'
import { factStatements } from './fact-statements.ts'
import { fillStatements } from './fill-statements.ts'
import { marketStatements } from './market-statements.ts'
import { builtInMetricStatements } from './metric-statements.ts'
import { pageStatements } from './page-statements.ts'
import { parentStatements } from './parent-statements.ts'
import { resultStatements } from './result-statements.ts'

/** Every `.sql` file below `sql/results` and `sql/analysis`, in an order in which they can be created.
 *  The generated relations of `fact-views.ts` and `code-macros.ts` belong between the facts and the rest. */
export const statements: readonly Statement[] = [
  ...factStatements,
  ...resultStatements,
  ...analysisStatements,
  ...parentStatements,
  ...fillStatements,
  ...builtInMetricStatements,
  ...pageStatements,
  ...marketStatements,
]
