import { z } from 'zod'
import { resolveScenario } from './resolve.ts'
import { writtenConfig } from './written-config.ts'

/** The one schema of a scenario: sections, rules between sections, derived values filled in. */
export const configSchema = writtenConfig.transform(resolveScenario)

/** A validated scenario. Money, prices, quantities, fees and rates are canonical decimal text. */
export type ResolvedConfig = z.output<typeof configSchema> & {
  /** The file it was read from; messages name it. */
  readonly file: string
}

/** The JSON Schema of a configuration file, for editors and forms. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' })
  return { $schema, title: 'Odum configuration', ...schema }
}
