import { z } from 'zod'
import { NameInvalidError } from '../errors.ts'

const SEGMENT = '[A-Za-z0-9][A-Za-z0-9_.-]{0,99}'
const NAME = new RegExp(`^${SEGMENT}(?:/${SEGMENT})?$`)

/** A name of something that is kept in a file: it cannot leave its folder. */
export const nameShape = z
  .string()
  .min(1)
  .max(201)
  .describe('Letters, digits, "_", "-", "."; at most one "/" between.')

/** The name as it is, if it is one. @throws NameInvalidError */
export function checkedName(name: string): string {
  if (NAME.test(name) && !name.includes('..')) return name
  throw new NameInvalidError({ name: JSON.stringify(name.slice(0, 100)) })
}
