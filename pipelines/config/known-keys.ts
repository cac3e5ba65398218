import type { z } from 'zod'

/** The keys an object may have at a path of a schema; none where the schema has no object there. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current = objectOf(schema)
  for (const key of path) {
    const inner: z.core.$ZodType | undefined = current?.[String(key)]
    if (inner === undefined) return []
    current = objectOf(inner)
  }
  return Object.keys(current ?? {})
}

/** The shape of an object schema beneath its wrappers (optional, default, transform). */
function objectOf(schema: z.core.$ZodType): z.core.$ZodShape | undefined {
  const definition = (schema as z.core.$ZodTypes)._zod.def
  switch (definition.type) {
    case 'object':
      return definition.shape
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
      return objectOf(definition.innerType)
    case 'pipe':
      return objectOf(definition.in)
    default:
      return undefined
  }
}
