import type { z } from 'zod'

/** The keys an object may have at a path of a schema; none where the schema has no object there. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: z.core.$ZodType | undefined = schema
  for (const key of path) current = current && innerOf(current, key)
  return Object.keys((current && objectOf(current)) ?? {})
}

/** The schema of one key, or of a list's items. */
function innerOf(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  const { _zod } = unwrapped(schema)
  return _zod.def.type === 'array' ? _zod.def.element : objectOf(schema)?.[String(key)]
}

function objectOf(schema: z.core.$ZodType): z.core.$ZodShape | undefined {
  const { _zod } = unwrapped(schema)
  return _zod.def.type === 'object' ? _zod.def.shape : undefined
}

/** A schema beneath its wrappers (optional, default, transform). */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodTypes {
  const known = schema as z.core.$ZodTypes
  const definition = known._zod.def
  switch (definition.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
      return unwrapped(definition.innerType)
    case 'pipe':
      return unwrapped(definition.in)
    default:
      return known
  }
}
