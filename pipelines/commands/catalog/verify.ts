import { Command } from '@commander-js/extra-typings'
import { changedSources, type SourceDifference } from '../../catalog/operations/changed-sources.ts'
import { type Verification, verifyCatalog } from '../../catalog/operations/verify-catalog.ts'
import { CatalogFaultyError } from '../../errors.ts'
import type { CommandIo } from '../command-io.ts'
import { printJson, printTable } from '../print-table.ts'
import { runStages } from '../progress.ts'
import { CATALOG, CATALOG_TEXT, namedInstruments, openCatalogOf } from './catalog-root.ts'

const EXAMPLES = `
Examples:
  $ odum catalog verify
  $ odum catalog verify --sources --instrument BTC-USDT.BINANCE-FUTURES`

/** `odum catalog verify`: reads every cell again. */
export function verifyCommand(io: CommandIo) {
  return new Command('verify')
    .description(
      'Reads cell files again and names every one whose rows, columns or place contradict its lineage, or whose ' +
        'deltas do not rebuild its depth rows. Ends with status 1 when there are any.',
    )
    .summary('read every cell again and name those that fail')
    .option(CATALOG, CATALOG_TEXT)
    .option('--instrument <instrument...>', 'only these, by id, canonical key or venue symbol')
    .option('--sources', 'also tell which cells are made from raw objects that have changed since')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const catalog = await openCatalogOf(io, options.catalog)
      const instrumentIds = await namedInstruments(catalog, options.instrument)
      let verification: Verification = { filesRead: 0, problems: [], cells: [] }
      let differences: readonly SourceDifference[] = []
      const stages = [
        {
          title: `verify ${catalog.root}`,
          run: async (show: (line: string) => void) => {
            verification = await verifyCatalog(catalog, {
              instrumentIds,
              signal: io.signal,
              onFile: (read, total) => show(`${read} of ${total} files`),
            })
            const outcome = `${verification.filesRead} files read, ${failedFiles(verification)} fail`
            return io.signal.aborted ? `${outcome}, interrupted before the end` : outcome
          },
        },
        {
          title: 'compare with the sources',
          run: async () => {
            differences = await changedSources(verification.cells, io.env, io.signal)
            return `${count(differences, 'changed')} changed, ${count(differences, 'gone')} gone`
          },
        },
      ]
      await runStages(io, options.sources === true ? stages : stages.slice(0, 1))
      print(io, catalog.root, verification, differences, options.json === true)
      const failed = failedFiles(verification)
      const stale = count(differences, 'changed')
      if (failed + stale > 0) {
        throw new CatalogFaultyError({ root: catalog.root, files: verification.filesRead, failed, stale })
      }
    })
}

function print(
  io: CommandIo,
  root: string,
  { filesRead, problems }: Verification,
  differences: readonly SourceDifference[],
  json: boolean,
): void {
  const sources = differences.map(({ cells, ...difference }) => ({
    ...difference,
    cells: cells.length,
    files: cells.map(({ name }) => name),
  }))
  if (json) {
    printJson(io, { files_read: filesRead, problems, sources })
    return
  }
  const shown = problems.map(problem => ({ ...problem, file: problem.file.slice(root.length + 1) }))
  if (shown.length > 0) printTable(io, [{ key: 'file' }, { key: 'problem' }], shown)
  if (sources.length > 0) {
    const columns = ['uri', 'state', 'recorded', 'found', 'cells'].map(key => ({ key }))
    printTable(io, columns, sources)
  }
}

function failedFiles({ problems }: Verification): number {
  return new Set(problems.map(({ file }) => file)).size
}

function count(differences: readonly SourceDifference[], state: SourceDifference['state']): number {
  return differences.filter(difference => difference.state === state).length
}
