import { z } from 'zod'

const TEXT_MAX = 2_000

/** The text of a thrown value, whatever it is: reading it may itself run custom code, and fail. */
export function described(thrown: unknown): string {
  try {
    const text: unknown =
      thrown instanceof z.ZodError
        ? z.prettifyError(thrown)
        : typeof thrown === 'object' && thrown !== null && 'message' in thrown
          ? thrown.message
          : `${thrown}`
    return typeof text === 'string' ? shortened(text) : UNREADABLE
  } catch {
    return UNREADABLE
  }
}

const UNREADABLE = 'it threw a value that cannot be read'

/** At most so many characters, taken one by one: the methods of strings may have been replaced. */
function shortened(text: string): string {
  if (text.length <= TEXT_MAX) return text
  let start = ''
  for (let index = 0; index < TEXT_MAX; index++) start += text[index]
  return `${start}…`
}
