/** What every coded error declares; the tables in `engine/errors.ts` and `pipelines/errors.ts` list them all. */
export interface ErrorDeclaration<Fields> {
  /** Stable upper-snake code that scripts may match on. */
  readonly code: string
  /** Exit status of a command that ends with this error: 1 failed, 2 wrong usage. */
  readonly exitStatus?: 1 | 2
  /** HTTP status of a request that ends with this error. */
  readonly httpStatus?: number
  /** One sentence or more: what, where, expected, found, remedy. */
  readonly message: (fields: Fields) => string
}

/** A fault a user can act on: a stable code, the facts as fields, a message that ends in a remedy. */
export class OdumError extends Error {
  readonly code: string
  readonly exitStatus: 1 | 2
  readonly httpStatus: number
  readonly fields: Readonly<Record<string, unknown>>

  constructor(declaration: ErrorDeclaration<never>, fields: object, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = declaration.code
    this.code = declaration.code
    this.exitStatus = declaration.exitStatus ?? 1
    this.httpStatus = declaration.httpStatus ?? 500
    this.fields = { ...fields }
  }
}

export interface OdumErrorClass<Fields extends object> {
  new (fields: Fields, cause?: unknown): OdumError
  readonly declaration: ErrorDeclaration<Fields>
}

/** Declares one error class; see the tables for use: `throw new CursorOrderError({ file, row, … })`. */
export function defineError<Fields extends object>(
  declaration: ErrorDeclaration<Fields>,
): OdumErrorClass<Fields> {
  return class extends OdumError {
    static readonly declaration = declaration
    constructor(fields: Fields, cause?: unknown) {
      super(declaration as ErrorDeclaration<never>, fields, declaration.message(fields), cause)
    }
  }
}
