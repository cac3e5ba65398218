import { decimalUnits } from './decimal.ts'
import type { RuleContext } from './rule-context.ts'

/** Reports a decimal that has more fractional digits than its precision allows, or is off its grid. */
export function requireUnits(
  decimal: string,
  precision: number,
  path: PropertyKey[],
  context: RuleContext,
  grid?: { readonly name: string; readonly step: string },
): void {
  const units = decimalUnits(decimal, precision)
  if (units === undefined) {
    const message = `${decimal} has more than the ${precision} fractional digits its precision allows`
    context.addIssue({ code: 'custom', path, message })
    return
  }
  const stepUnits = grid === undefined ? 1n : decimalUnits(grid.step, precision)
  if (grid === undefined || stepUnits === undefined || units % stepUnits === 0n) return
  context.addIssue({
    code: 'custom',
    path,
    message: `${decimal} is not a multiple of ${grid.name} ${grid.step}`,
  })
}
