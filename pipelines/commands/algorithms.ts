import { resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { z } from 'zod'
import { ALGORITHMS, type AlgorithmDefinition } from '../../engine/index.ts'
import { nearest } from '../config/nearest.ts'
import { AlgorithmModuleError, AlgorithmUnknownError } from '../errors.ts'
import { importedAlgorithm } from '../jobs/trusted-code.ts'
import { describeAlgorithm, validateModule } from '../jobs/validate-module.ts'
import type { DescribedAlgorithm } from '../sandbox/messages.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'

const EXAMPLES = `
Examples:
  $ odum algorithms ls
  $ odum algorithms show twap
  $ odum algorithms show twap --json
  $ odum algorithms show configs/algorithms/half-then-rest.ts
  $ odum algorithms validate configs/algorithms/half-then-rest.ts`

/** `odum algorithms`: what can work orders, and checking one's own. */
export function algorithmsCommand(io: CommandIo) {
  return new Command('algorithms')
    .description('list, show and validate execution algorithms')
    .addHelpText('after', EXAMPLES)
    .addCommand(lsCommand(io))
    .addCommand(showCommand(io))
    .addCommand(validateCommand(io))
}

function lsCommand(io: CommandIo) {
  return new Command('ls')
    .description('list the algorithms that come with Odum')
    .option('--json', 'print JSON')
    .action(options => {
      const rows = ALGORITHMS.map(({ id, title, summary }) => ({ id, title, summary }))
      printTable(
        io,
        ['id', 'title', 'summary'].map(key => ({ key })),
        rows,
        options,
      )
    })
}

function showCommand(io: CommandIo) {
  return new Command('show')
    .argument('<id>', 'an algorithm of `odum algorithms ls`, or the path of a file that exports one')
    .description('show what an algorithm does, its formula and its parameters')
    .option('--trust-modules', 'load a file of your own outside the sandbox, with the rights of this command')
    .option('--json', 'print JSON, with the JSON Schema of the parameters')
    .action(async (id, options) => {
      const shown = await detailsOf(io, id, options.trustModules === true)
      if (options.json === true) printJson(io, shown)
      else io.write(textOf(shown))
    })
}

function validateCommand(io: CommandIo) {
  return new Command('validate')
    .argument('<file>', 'a file that exports `algorithm`')
    .description(
      'check the file of an algorithm of your own: syntax, types, what it exports, and a trial in the sandbox',
    )
    .option('--json', 'print JSON')
    .action(async (file, options) => {
      const { ok, problems } = await validateModule(resolve(io.cwd, file), 'algorithm')
      if (options.json === true) printJson(io, { file, ok, problems })
      else if (ok) io.write(`${file}: no problem found\n`)
      if (ok) return
      const lines = problems.map(({ line, column, message }) =>
        line === 0 ? message : `line ${line}, column ${column}: ${message}`,
      )
      throw new AlgorithmModuleError({ module: file, problem: lines.join('; ').replace(/\.$/, '') })
    })
}

async function detailsOf(io: CommandIo, id: string, isTrusted: boolean): Promise<AlgorithmDetails> {
  const known = ALGORITHMS.find(definition => definition.id === id)
  if (known !== undefined) return detailsOfDefinition(known)
  const isFile = /\.[mc]?[jt]s$/.test(id)
  if (isFile && isTrusted) return detailsOfDefinition(await importedAlgorithm(resolve(io.cwd, id)))
  if (isFile) return await describeAlgorithm(resolve(io.cwd, id))
  const ids = ALGORITHMS.map(definition => definition.id)
  throw new AlgorithmUnknownError({ id, known: ids, meant: nearest(id, ids) })
}

/** What there is to tell of an algorithm; plain data. */
interface AlgorithmDetails extends Omit<DescribedAlgorithm, 'example' | 'parameters'> {
  readonly example: { readonly parameters: Readonly<Record<string, unknown>> }
  /** JSON Schema of the parameters. */
  readonly parameters: z.core.JSONSchema.BaseSchema
}

function detailsOfDefinition({
  parameters,
  create: _create,
  ...texts
}: AlgorithmDefinition): AlgorithmDetails {
  return { ...texts, parameters: z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }) }
}

function textOf({ id, title, summary, formula, source, example, parameters }: AlgorithmDetails): string {
  const required = new Set(parameters.required ?? [])
  const names = Object.entries(parameters.properties ?? {}).map(([name, property]) => {
    const { description = '', default: fallback } = typeof property === 'object' ? property : {}
    const value = required.has(name) ? 'required' : fallback === undefined ? '' : `default ${fallback}`
    return `  ${[name, value].filter(part => part !== '').join(', ')}\n      ${description}`
  })
  return (
    `${id}: ${title}\n\n${summary}\n\n` +
    `Formula\n  ${formula}\n\nSource\n  ${source}\n\nParameters\n${names.join('\n')}\n\n` +
    `Example\n  "algorithm": "${id}", "parameters": ${JSON.stringify(example.parameters)}\n`
  )
}
