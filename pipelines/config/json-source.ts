import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { canonicalDecimal } from './decimal.ts'

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/** One-based position in a text. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface SyntaxProblem extends Place {
  readonly message: string
}

const SYNTAX: Readonly<Record<string, string>> = {
  CommaExpected: 'expected a comma',
  ColonExpected: 'expected a colon',
  ValueExpected: 'expected a value',
  PropertyNameExpected: 'expected a key in double quotes',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected the end of the file',
  InvalidNumberFormat: 'not a JSON number',
  InvalidSymbol: 'not a JSON value; text goes in double quotes',
  UnexpectedEndOfString: 'the string does not end on its line',
}

/** A JSON text (comments allowed) with its value and the places of its parts. */
export class JsonSource {
  readonly text: string
  readonly value: JsonValue
  readonly problems: readonly SyntaxProblem[]
  readonly #root: Node | undefined

  constructor(text: string) {
    // A byte order mark, as some editors write it, takes a place but is no JSON; a space does as well.
    this.text = text.replace(/^\uFEFF/, ' ')
    const errors: ParseError[] = []
    this.#root = parseTree(this.text, errors, { allowTrailingComma: false })
    const duplicates: Node[] = []
    this.value = this.#root === undefined ? null : exactValue(this.#root, this.text, duplicates)
    this.problems = [
      ...errors.map(error => ({
        ...this.#placeOf(error.offset),
        message: SYNTAX[printParseErrorCode(error.error)] ?? printParseErrorCode(error.error),
      })),
      ...duplicates.map(node => ({
        ...this.#placeOf(node.offset),
        message: `the key "${node.value}" stands twice`,
      })),
    ]
  }

  /** Where a value stands; where it is absent, its nearest parent. */
  place(path: readonly PropertyKey[]): Place {
    for (let depth = path.length; depth > 0; depth--) {
      const node = this.#find(path.slice(0, depth))
      if (node !== undefined) return this.#placeOf(node.offset)
    }
    return this.#placeOf(this.#root?.offset ?? 0)
  }

  /** Where the key of a property stands. */
  keyPlace(path: readonly PropertyKey[]): Place {
    const property = this.#find(path)?.parent
    return property?.type === 'property' ? this.#placeOf(property.offset) : this.place(path)
  }

  #find(path: readonly PropertyKey[]): Node | undefined {
    if (this.#root === undefined) return undefined
    return findNodeAtLocation(
      this.#root,
      path.map(key => (typeof key === 'number' ? key : String(key))),
    )
  }

  #placeOf(offset: number): Place {
    const before = this.text.slice(0, offset)
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
  }
}

/** The value of a node. A number whose digits a double would lose stays the text it was written as, so that
 *  decimals are read exactly and an integer out of range fails validation. */
function exactValue(node: Node, text: string, duplicates: Node[]): JsonValue {
  if (node.type === 'array') return (node.children ?? []).map(child => exactValue(child, text, duplicates))
  if (node.type === 'number') {
    const written = text.slice(node.offset, node.offset + node.length)
    const decimal = canonicalDecimal(written)
    return decimal !== undefined && decimal === canonicalDecimal(String(node.value)) ? node.value : written
  }
  if (node.type !== 'object') return node.value
  const entries = new Map<string, JsonValue>()
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? []
    if (key === undefined || value === undefined) continue
    if (entries.has(key.value)) duplicates.push(key)
    entries.set(key.value, exactValue(value, text, duplicates))
  }
  return Object.fromEntries(entries)
}
