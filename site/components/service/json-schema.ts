/** The part of JSON Schema that configurations and parameters use. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: boolean | JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
}

/** The schemas that a value at a path may follow; several where there is a choice. */
export function schemasAt(schema: JsonSchema, path: readonly (string | number)[]): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (found, step) => found.flatMap(part => below(part, step)),
    [...choices(schema)],
  )
}

/** A schema as the alternatives it names. */
export function choices(schema: JsonSchema): readonly JsonSchema[] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  return parts.length === 0 ? [schema] : [schema, ...parts.flatMap(choices)]
}

function below(schema: JsonSchema, step: string | number): readonly JsonSchema[] {
  const { properties, items, additionalProperties } = schema
  if (typeof step === 'number') return items === undefined ? [] : choices(items)
  const named = properties?.[step]
  if (named !== undefined) return choices(named)
  return typeof additionalProperties === 'object' ? choices(additionalProperties) : []
}
