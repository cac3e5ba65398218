/** Where a text is no valid module: line and column from 1, 0 where that is not told. */
export interface SyntaxPlace {
  readonly line: number
  readonly column: number
}

/** The first lines of a syntax error's stack: the line's number, the lines up to it, and a caret below the place. */
export function syntaxPlaceOf(error: Error): SyntaxPlace {
  const [number = '', ...lines] = error.stack?.split('\n') ?? []
  const caret = lines.find(line => /^\s*\^+\s*$/.test(line)) ?? ''
  return { line: Number(/:(\d+)$/.exec(number)?.[1] ?? 0), column: caret.indexOf('^') + 1 }
}
