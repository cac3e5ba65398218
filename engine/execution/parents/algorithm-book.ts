import { z } from 'zod'
import { InvalidAlgorithmParametersError, InvalidDecimalError } from '../../errors.ts'
import type { Algorithm, AlgorithmChoice, AlgorithmDefinition } from '../algorithms/algorithm.ts'
import type { WorkedParent } from './worked-parent.ts'

/** A choice that was read once: its algorithm and parameters, or what is wrong with them. */
interface ReadChoice {
  readonly id: string
  /** The parameters as they were written. */
  readonly text: string
  readonly make: (parent: WorkedParent) => Algorithm
}

/** The algorithms orders may name; reads each choice once. */
export class AlgorithmBook {
  readonly #definitions: ReadonlyMap<string, AlgorithmDefinition>
  readonly #read = new WeakMap<AlgorithmChoice, ReadChoice>()

  constructor(definitions: readonly AlgorithmDefinition[]) {
    this.#definitions = new Map(definitions.map(definition => [definition.id, definition]))
  }

  read(choice: AlgorithmChoice): ReadChoice {
    const known = this.#read.get(choice)
    if (known !== undefined) return known
    const { id, parameters = {} } = choice
    const read = { id, text: JSON.stringify(parameters), make: this.#makeOf(id, parameters) }
    this.#read.set(choice, read)
    return read
  }

  #makeOf(id: string, parameters: unknown): ReadChoice['make'] {
    const definition = this.#definitions.get(id)
    if (definition === undefined) {
      const known = [...this.#definitions.keys()].join(', ')
      return refusing(`there is no algorithm "${id}"; known: ${known}`)
    }
    const parsed = definition.parameters.safeParse(parameters)
    if (!parsed.success) return refusing(z.prettifyError(parsed.error).replaceAll('\n', '; '))
    return parent => definition.create(parent, parsed.data)
  }
}

function refusing(problem: string): () => never {
  return () => {
    throw new InvalidAlgorithmParametersError({ problem })
  }
}

/** Makes a parent's algorithm. @returns what is wrong where its parameters do not fit. */
export function makeAlgorithm(read: ReadChoice, parent: WorkedParent): Algorithm | string {
  try {
    return read.make(parent)
  } catch (error) {
    if (error instanceof InvalidAlgorithmParametersError || error instanceof InvalidDecimalError) {
      return error.message
    }
    throw error
  }
}
