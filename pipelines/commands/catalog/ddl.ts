import { Command, Option } from '@commander-js/extra-typings'
import { type DdlEngine, DIALECTS, externalTableDdl } from '../../catalog/operations/ddl/external-tables.ts'
import type { CommandIo } from '../command-io.ts'
import { CATALOG, CATALOG_TEXT, openCatalogOf } from './catalog-root.ts'

const EXAMPLES = `
Examples:
  $ odum catalog ddl --engine bigquery --catalog gs://my-bucket/catalog
  $ odum catalog ddl --engine trino --root gs://my-bucket/catalog > tables.sql`

/** `odum catalog ddl`: the catalog's files as external tables of other engines. */
export function ddlCommand(io: CommandIo) {
  const engines = Object.keys(DIALECTS) as DdlEngine[]
  return new Command('ddl')
    .description('Prints statements that make the same Parquet files external tables of another engine.')
    .summary('print external-table statements for other engines')
    .addOption(new Option('--engine <engine>', 'which one').choices(engines).makeOptionMandatory())
    .option(CATALOG, CATALOG_TEXT)
    .option('--root <address>', 'where that engine finds the catalog, e.g. gs://bucket/prefix')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const catalog = await openCatalogOf(io, options.catalog)
      io.write(`${await externalTableDdl(catalog, options.engine as DdlEngine, options.root)}\n`)
    })
}
