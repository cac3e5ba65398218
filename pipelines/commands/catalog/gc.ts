import { Command } from '@commander-js/extra-typings'
import type { CommandIo } from '../command-io.ts'
import { printTable } from '../print-table.ts'
import { CATALOG, CATALOG_TEXT, openCatalogOf } from './catalog-root.ts'

/** `odum catalog gc`: removes what killed writers left. */
export function gcCommand(io: CommandIo) {
  return new Command('gc')
    .description(
      'Removes the temporary files that killed conversions left, and shows them. Those of running ones and of other ' +
        'machines stay; of a catalog in a bucket they lie in the cache of this machine.',
    )
    .summary('remove temporary files that killed conversions left')
    .option(CATALOG, CATALOG_TEXT)
    .option('--dry-run', 'only show them')
    .option('--json', 'print as JSON')
    .action(async options => {
      const { files } = await openCatalogOf(io, options.catalog)
      const leftovers = await files.listLeftovers('')
      if (options.dryRun !== true) await files.removeLeftovers('')
      const rows = leftovers.map(({ path, sizeBytes }) => ({ file: path, size_bytes: sizeBytes }))
      if (rows.length > 0 || options.json === true) {
        printTable(io, [{ key: 'file' }, { key: 'size_bytes', title: 'bytes' }], rows, { json: options.json })
      }
      const bytes = leftovers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      const verb = options.dryRun === true ? 'found' : 'removed'
      io.notify(`leftovers ${verb}: ${leftovers.length}, ${(bytes / 1e6).toFixed(1)} MB`)
    })
}
