import { quoteLiteral } from '../database/quote.ts'
import type { Catalog } from './catalog.ts'
import type { RemoteFiles } from './catalog-files.ts'
import { CATALOG_TYPES, cellOfName, dateOf, instrumentFolder } from './cell-grid.ts'
import { selectedCells, type ViewSelection } from './view-files.ts'

/** The rows of `cell_files` over a bucket, one `select` a cell: names from the listing, counts from the footers. */
export async function remoteCells(
  catalog: Catalog,
  remote: RemoteFiles,
  selection: ViewSelection,
): Promise<readonly string[]> {
  const rows: string[] = []
  for (const type of CATALOG_TYPES) {
    for (const id of await catalog.instrumentsOf(type)) {
      const names = selectedCells(id, await catalog.files.list(instrumentFolder(type, id)), selection)
      const described = await remote.describe(names)
      for (const [index, name] of names.entries()) {
        const cell = cellOfName(name.slice(name.lastIndexOf('/') + 1))
        const found = described[index]
        if (cell === undefined || found === undefined) continue
        rows.push(
          `select ${quoteLiteral(id)} as instrument_id, ${quoteLiteral(type)} as type, ` +
            `date ${quoteLiteral(dateOf(cell.startNs))} as date, ` +
            `make_timestamp_ns(${cell.startNs}) as start_time, make_timestamp_ns(${cell.endNs}) as end_time, ` +
            `${found.rows}::bigint as row_count, ${found.sizeBytes}::bigint as size_bytes, ` +
            `${quoteLiteral(catalog.files.addressOf(name))} as path`,
        )
      }
    }
  }
  return rows
}
