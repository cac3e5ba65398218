import { Command } from '@commander-js/extra-typings'
import type { CommandIo } from './command-io.ts'

/** `odum sample`: synthetic raw data. */
export function sampleCommand(io: CommandIo) {
  return new Command('sample').action(() => io.notify('x'))
}
