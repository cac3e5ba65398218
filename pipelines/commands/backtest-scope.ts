import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'jsonc-parser'
import { displayPath, findConfig, listConfigs } from '../config/find-config.ts'
import { UsageError } from '../errors.ts'
import type { CommandIo } from './command-io.ts'

/** The configurations a command works on: those named, else the only shipped one of the instrument.
 *  @throws UsageError */
export function chooseConfigs(
  io: Pick<CommandIo, 'cwd'>,
  configs: readonly string[],
  instrument: string | undefined,
): readonly string[] {
  if (configs.length > 0) {
    if (instrument === undefined) return configs
    return configs.map(config => sameInstrument(config, instrument, io.cwd))
  }
  if (instrument === undefined) {
    throw new UsageError({
      problem: 'No configuration is named.',
      remedy: 'Give --config <file>, or --instrument <id> of one in configs/.',
    })
  }
  const folder = dirname(findConfig('demo', io.cwd))
  const matching = listConfigs(folder).filter(
    file => !file.endsWith('demo.json') && idOf(file) === instrument,
  )
  const [only] = matching
  if (only !== undefined && matching.length === 1) return [only]
  const found = matching.map(file => displayPath(file, io.cwd)).join(', ') || 'none'
  throw new UsageError({
    problem: `${matching.length} configurations in ${folder} are for ${instrument} (${found}).`,
    remedy: 'Name one with --config.',
  })
}

function sameInstrument(config: string, instrument: string, cwd: string): string {
  const file = findConfig(config, cwd)
  const id = idOf(file)
  if (id === instrument) return config
  throw new UsageError({
    problem: `--instrument ${instrument} is not the instrument of ${join(file)}, which is ${id}.`,
    remedy: 'Leave --instrument away, or name the configuration of that instrument.',
  })
}

function idOf(file: string): string | undefined {
  const written = parse(readFileSync(file, 'utf8')) as { instrument?: { id?: string } } | undefined
  return written?.instrument?.id
}
