import { Command, Option } from '@commander-js/extra-typings'
import { loadConfig } from '../config/load-config.ts'
import type { Override } from '../config/override.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import type { CommandIo } from './command-io.ts'
import { parentOverrides } from './parent-option.ts'

/** The options of every command that works on a scenario, as commander gives them. */
export interface ScenarioOptions {
  readonly config: string
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly dataSource?: string | undefined
  readonly set: readonly string[]
  /** Parents in place of the configured strategy, as they were written. */
  readonly parent?: readonly string[]
}

/** A command with `--config`, `--start`, `--end`, `--data-source` and `--set`. */
export function scenarioCommand(name: string) {
  return new Command(name)
    .requiredOption('--config <file>', 'configuration: a path, or the name of a file in configs/')
    .option('--start <instant>', 'first instant of the window, UTC (default: from the configuration)')
    .option('--end <instant>', 'first instant after the window, UTC (default: from the configuration)')
    .addOption(
      new Option('--data-source <source>', 'where raw data is read from').choices(['local', 'gcs', 'auto']),
    )
    .option('--set <path=value>', 'overrides one key of the configuration; repeatable', collect, [])
}

/** Gathers a repeatable option. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value]
}

/** Loads the configuration that the options name, with what they override. */
export function loadScenario(
  io: Pick<CommandIo, 'env' | 'cwd'>,
  options: ScenarioOptions,
): Promise<ResolvedConfig> {
  const overrides = [
    ...parentOverrides(options.parent ?? []),
    ...options.set,
    ...override('--start', ['time_window', 'start'], options.start),
    ...override('--end', ['time_window', 'end'], options.end),
    ...override('--data-source', ['data_catalog', 'source'], options.dataSource),
  ]
  return loadConfig(options.config, { env: io.env, cwd: io.cwd, overrides })
}

function override(option: string, path: readonly string[], value: string | undefined): Override[] {
  return value === undefined ? [] : [{ written: `${option} ${value}`, path, value }]
}
