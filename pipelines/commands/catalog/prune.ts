import { Command } from '@commander-js/extra-typings'
import { cellsBefore, pruneCells } from '../../catalog/operations/prune-cells.ts'
import { instantNs } from '../../config/time-window.ts'
import { UsageError } from '../../errors.ts'
import type { CommandIo } from '../command-io.ts'
import { printJson, printTable } from '../print-table.ts'
import { CATALOG, CATALOG_TEXT, namedInstruments, openCatalogOf } from './catalog-root.ts'

const EXAMPLES = `
Examples:
  $ odum catalog prune --before 2024-01-01                    (shows what would go)
  $ odum catalog prune --before 2024-01-01 --instrument BTCUSDT --yes`

/** `odum catalog prune`: deletes old cells, after showing them. */
export function pruneCommand(io: CommandIo) {
  return new Command('prune')
    .description('Shows the cells that end by a date, midnight UTC; with --yes deletes them.')
    .summary('delete old cells, after showing them')
    .requiredOption('--before <date>', 'YYYY-MM-DD: cells of earlier days')
    .option(CATALOG, CATALOG_TEXT)
    .option('--instrument <instrument...>', 'only these, by id, canonical key or venue symbol')
    .option('--yes', 'delete them')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const beforeNs = instantNs(`${options.before}T00:00:00Z`)
      if (beforeNs === undefined) {
        throw new UsageError({
          problem: `--before ${options.before} is no day.`,
          remedy: 'Write it as YYYY-MM-DD.',
        })
      }
      const catalog = await openCatalogOf(io, options.catalog)
      const ids = await namedInstruments(catalog, options.instrument)
      const groups = await cellsBefore(catalog, beforeNs, ids)
      const isSure = options.yes === true
      const removed = isSure ? await pruneCells(catalog, groups, io.signal) : 0
      const rows = groups.map(({ names: _, ...group }) => group)
      if (options.json === true) printJson(io, { before: options.before, removed, groups: rows })
      else if (rows.length > 0) {
        printTable(
          io,
          ['instrument_id', 'type', 'first_date', 'last_date', 'cells'].map(key => ({ key })),
          rows,
        )
      }
      const found = groups.reduce((sum, { cells }) => sum + cells, 0)
      if (found === 0) io.notify(`no cells before ${options.before}`)
      else if (isSure) io.notify(`${removed} of ${found} cells deleted`)
      else io.notify(`nothing deleted yet; the same command with --yes deletes these ${found} cells`)
    })
}
