import { type Statement, statementName } from '../database/statement.ts'

/** Those of `all` (each building on earlier ones) that `wanted` read, directly or through others, in the order of `all`.
 *  Told by the words of the texts: now and then one too many, never one too few. */
export function neededStatements(wanted: readonly Statement[], all: readonly Statement[]): Statement[] {
  const texts = wanted.map(withoutComments)
  const needed: Statement[] = []
  for (const statement of all.toReversed()) {
    const name = new RegExp(`\\b${statementName(statement)}\\b`)
    if (!texts.some(text => name.test(text))) continue
    needed.unshift(statement)
    texts.push(withoutComments(statement))
  }
  return needed
}

function withoutComments(statement: Statement): string {
  return statement.text.replace(/--.*$/gm, '')
}
