import * as engineErrors from '../engine/errors.ts'
import * as pipelineErrors from './errors.ts'

/** What the reference says about one error. */
export interface ErrorEntry {
  readonly code: string
  readonly exitStatus: 1 | 2
  readonly httpStatus: number
  /** Its message with the names of fields in place of their values. */
  readonly message: string
}

interface ErrorClass {
  new (fields: never): { code: string; exitStatus: 1 | 2; httpStatus: number; message: string }
}

/** The entries of a table module in the order in which it declares them. */
export function errorEntries(source: string, table: Readonly<Record<string, unknown>>): ErrorEntry[] {
  const names = [...source.matchAll(/^export const (\w+Error) = defineError/gm)].map(match => match[1] ?? '')
  return names.map(name => {
    const { code, exitStatus, httpStatus, message } = new (table[name] as ErrorClass)(placeholders())
    return { code, exitStatus, httpStatus, message: message.replaceAll('NaN', '…') }
  })
}

/** docs/errors.md: every coded error of both tables. */
export function errorReference(sources: { readonly engine: string; readonly pipelines: string }): string {
  return [
    '# Errors',
    '',
    'Written by `npm run docs` from `engine/errors.ts` and `pipelines/errors.ts`; do not edit.',
    '',
    'A command that ends with an error prints its message on stderr and exits with the status below: 1, it failed;',
    '2, it was asked for something impossible. Scripts may match on the code: it is stable, and stands in the record of',
    'a failed run. The HTTP status is that of a request that ends with it. `‹name›` stands for a value.',
    '',
    '## Engine: faults of a replay',
    ...section(errorEntries(sources.engine, engineErrors)),
    '## Pipelines: faults of commands and jobs',
    ...section(errorEntries(sources.pipelines, pipelineErrors)),
  ].join('\n')
}

function section(entries: readonly ErrorEntry[]): string[] {
  const rows = entries.map(({ code, exitStatus, httpStatus, message }) => {
    const text = message
      .replaceAll(/\s*\n\s*/g, ' ')
      .replaceAll('|', '\\|')
      .replaceAll('<', '&lt;')
    return `| \`${code}\` | ${exitStatus} | ${httpStatus} | ${text} |`
  })
  return ['', '| code | exit | HTTP | message |', '|---|---|---|---|', ...rows, '']
}

/** Fields whose every member, at any depth, reads as its own name. */
function placeholders(): never {
  return new Proxy({}, { get: (_, name) => placeholder(String(name)) }) as never
}

/** Stands for a value of any type: text is its name, arithmetic gives NaN, calls and members give itself. */
function placeholder(name: string): unknown {
  const text = `‹${name}›`
  const itself: unknown = new Proxy(() => itself, {
    get: (_, member) => {
      if (member === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? Number.NaN : text)
      if (member === Symbol.iterator) return [itself][Symbol.iterator].bind([itself])
      if (member === 'toString' || member === 'toJSON' || member === 'join') return () => text
      return itself
    },
  })
  return itself
}
