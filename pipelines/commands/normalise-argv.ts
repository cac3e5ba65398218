/** Makes underscores in option names dashes, so that `--export_ticks` and `--export-ticks` are one option.
 *  Values, operands and everything after `--` stay as they are. */
export function normaliseArgv(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  const options = end < 0 ? argv : argv.slice(0, end)
  const rest = end < 0 ? [] : argv.slice(end)
  return [...options.map(normaliseOption), ...rest]
}

function normaliseOption(argument: string): string {
  const match = /^(--[A-Za-z][\w-]*)(=.*)?$/s.exec(argument)
  return match === null ? argument : `${match[1]?.replaceAll('_', '-')}${match[2] ?? ''}`
}
