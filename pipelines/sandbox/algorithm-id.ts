import { ALGORITHMS } from '../../engine/index.ts'

/** What keeps a custom algorithm from having an id; undefined where nothing does. */
export function algorithmIdProblem(id: string): string | undefined {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(id)) return `its id "${id}" is not lower case letters, digits and _`
  const isTaken = ['normal', 'custom', ...ALGORITHMS.map(known => known.id)].includes(id)
  return isTaken ? `its id "${id}" is that of an algorithm that comes with the engine` : undefined
}
