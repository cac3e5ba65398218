import type { ResolvedConfig } from '../config/schema.ts'

/** An algorithm as a configuration names it. */
export type WrittenChoice = Pick<ResolvedConfig['execution'], 'module'> & {
  readonly algorithm?: ResolvedConfig['execution']['algorithm'] | undefined
  readonly parameters?: ResolvedConfig['execution']['parameters'] | undefined
}

/** Every place of a configuration that chooses an algorithm. */
export function writtenChoices({ execution, strategy }: ResolvedConfig): readonly WrittenChoice[] {
  return [execution, ...(strategy.parents ?? [])]
}
