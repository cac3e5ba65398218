import { findNodeAtLocation, getNodeValue, type Node, parseTree } from 'jsonc-parser'
import { OdumError } from '../../engine/domain/odum-error.ts'
import { parseConfig } from '../config/load-config.ts'
import { isSecretName } from '../config/redact.ts'
import type { Environment } from '../config/substitute-variables.ts'
import { visibleEnvironment } from './run-request.ts'

/** One thing wrong with a configuration, by its place in the text. */
export interface TextProblem {
  readonly line: number
  readonly column: number
  readonly path: string
  readonly message: string
}

/** Everything wrong with a configuration's text; nothing where it is good. Secrets written into it are wrong: they come
 *  from the environment of the service. */
export function configProblems(name: string, text: string, env: Environment): readonly TextProblem[] {
  const secrets = secretNodes(text).map(({ node, variable }) => ({
    ...placeOf(text, node.offset),
    path: `environment.${variable}`,
    message: `a secret does not belong here; set ${variable} in the environment of the service`,
  }))
  try {
    parseConfig(text, { env: visibleEnvironment(env), file: name })
    return secrets
  } catch (error) {
    if (!(error instanceof OdumError)) throw error
    const { problems } = error.fields as {
      problems?: readonly { where: string; path: string; message: string }[]
    }
    if (problems === undefined) return [...secrets, { line: 1, column: 1, path: '', message: error.message }]
    return [...secrets, ...problems.map(problem => ({ ...placeIn(problem.where), ...problem }))].map(
      ({ line, column, path, message }) => ({ line, column, path, message }),
    )
  }
}

/** The text with the values of secrets taken out. */
export function redactedText(text: string): string {
  return secretNodes(text)
    .toSorted((a, b) => b.node.offset - a.node.offset)
    .reduce((shown, { node }) => {
      return `${shown.slice(0, node.offset)}"[redacted]"${shown.slice(node.offset + node.length)}`
    }, text)
}

/** Values of the environment section that stand under a secret's name and are no reference to a variable. */
function secretNodes(text: string): readonly { node: Node; variable: string }[] {
  const root = parseTree(text, [], { allowTrailingComma: false })
  const section = root === undefined ? undefined : findNodeAtLocation(root, ['environment'])
  return (section?.children ?? []).flatMap(property => {
    const [key, node] = property.children ?? []
    if (key === undefined || node === undefined) return []
    const variable = String(getNodeValue(key))
    const value: unknown = getNodeValue(node)
    const isReference =
      typeof value === 'string' && (value === '' || /^\$\{[A-Za-z0-9_]+(?::-)?\}$/.test(value))
    return isSecretName(variable) && !isReference ? [{ node, variable }] : []
  })
}

function placeIn(where: string): { line: number; column: number } {
  const match = /:(\d+):(\d+)$/.exec(where)
  return { line: Number(match?.[1] ?? 1), column: Number(match?.[2] ?? 1) }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
