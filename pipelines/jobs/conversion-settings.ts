import type { CellSettings } from '../catalog/lineage.ts'
import { durationNs } from '../config/duration.ts'
import { effectiveEnvironment, locations } from '../config/locations.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { CellLengthError } from '../errors.ts'
import type { DataSource } from '../sources/choose-reader.ts'
import type { RawDataType } from '../staging/wire-formats.ts'

/** What conversion takes from a scenario. */
export interface ConversionSettings extends CellSettings {
  readonly instrumentId: string
  readonly cellLengthNs: bigint
  readonly maxRejectedFraction: number
  readonly autoDiscover: boolean
  /** Object paths with `*` for the day, by kind of raw data. */
  readonly paths: Readonly<Partial<Record<RawDataType, string>>>
  readonly rawRoot: string | undefined
  readonly catalogRoot: string
  readonly dataSource: DataSource
  readonly bucket: string | undefined
  /** The process's environment, overridden by the configuration. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** @throws CellLengthError */
export function conversionSettings(
  config: ResolvedConfig,
  env: Readonly<Record<string, string | undefined>>,
  cwd?: string,
): ConversionSettings {
  const { instrument, data_catalog: source } = config
  const { rawRoot, catalogRoot } = locations(config, env, cwd)
  const cellLengthNs = durationNs(source.cell_length)
  if (cellLengthNs === undefined) throw new CellLengthError({ found: source.cell_length })
  const { trades_path: trades, book_snapshot_5_path: book } = source
  return {
    instrumentId: instrument.id,
    pricePrecision: instrument.price_precision,
    sizePrecision: instrument.size_precision,
    tsInitOffsetNs: BigInt(source.ts_init_offset_ns),
    dedupe: source.dedupe,
    cellLengthNs,
    maxRejectedFraction: Number(source.max_rejected_fraction),
    autoDiscover: source.auto_discover,
    paths: { trades, ...(book === undefined ? {} : { book_snapshot_5: book }) },
    rawRoot,
    catalogRoot,
    dataSource: source.source,
    bucket: source.gcs_bucket,
    environment: effectiveEnvironment(config, env),
  }
}
