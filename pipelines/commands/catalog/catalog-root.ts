import { Catalog } from '../../catalog/catalog.ts'
import { listInstruments } from '../../catalog/operations/list-cells.ts'
import { absoluteRoot, DEFAULT_CATALOG_ROOT } from '../../config/locations.ts'
import { matchInstrument } from '../../instruments/match-instrument.ts'
import type { CommandIo } from '../command-io.ts'

export const CATALOG = '--catalog <folder>'
export const CATALOG_TEXT = 'catalog root (default: DATA_CATALOG_PATH, else .odum/catalog)'

/** The catalog a command works on: its option, else the environment's, else the default. */
export function catalogRoot(io: Pick<CommandIo, 'env' | 'cwd'>, option: string | undefined): string {
  return absoluteRoot(option || io.env.DATA_CATALOG_PATH || DEFAULT_CATALOG_ROOT, io.cwd)
}

/** Opens that catalog. @throws CatalogMissingError, CatalogFormatError */
export async function openCatalogOf(
  io: Pick<CommandIo, 'env' | 'cwd'>,
  option: string | undefined,
): Promise<Catalog> {
  return await Catalog.open(catalogRoot(io, option), io.env)
}

/** The ids that `--instrument` names among those with cells: by id, canonical key or venue symbol; undefined without
 *  the option. @throws InstrumentUnknownError, InstrumentAmbiguousError */
export async function namedInstruments(
  catalog: Catalog,
  texts: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (texts === undefined) return undefined
  const candidates = (await listInstruments(catalog)).map(id => ({ id }))
  return [...new Set(texts.map(text => matchInstrument(text, candidates).id))]
}
