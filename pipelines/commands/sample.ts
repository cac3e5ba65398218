import { resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { formatInstant, instantNs } from '../config/time-window.ts'
import { UsageError } from '../errors.ts'
import { generateSampleDay, type SampleReport } from '../sample/generate-sample-day.ts'
import { SAMPLE_DEFAULTS } from '../sample/sample-options.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'
import { runStages } from './progress.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
Examples:
  $ odum sample generate --out .odum/sample
  $ odum sample generate --out .odum/sample --trades 200000 --snapshots 60000 --hours 2 --seed 7
  $ odum sample generate --out .odum/sample --instrument-key BINANCE-SPOT:SPOT_PAIR:ETH-USDT \\
      --start-price 3000 --price-precision 2 --size-precision 4 --format tardis`

const COUNT = { min: 0, max: 100_000_000 }
const HOUR_NS = 3_600_000_000_000n

/** `odum sample`: synthetic raw data. */
export function sampleCommand(io: CommandIo) {
  return new Command('sample')
    .description('Generates seeded synthetic raw data, to try things out without a bucket.')
    .addCommand(generateCommand(io))
}

function generateCommand(io: CommandIo) {
  const { instrumentKey, date, trades, snapshots, seed, rowGroupRows } = SAMPLE_DEFAULTS
  const { startPrice, pricePrecision, sizePrecision } = SAMPLE_DEFAULTS
  return new Command('generate')
    .summary('one day of trades and five-level snapshots')
    .description(
      'Writes one day of trades and five-level book snapshots in the raw layout. The same seed gives the same rows.',
    )
    .requiredOption('--out <folder>', 'root of the raw layout')
    .option('--instrument-key <key>', 'VENUE:TYPE:PAYLOAD[@SUFFIX]', instrumentKey)
    .option('--date <day>', 'YYYY-MM-DD, UTC', date)
    .option('--trades <n>', 'number of trades', String(trades))
    .option('--snapshots <n>', 'number of snapshots; 0 writes no book', String(snapshots))
    .option('--seed <n>', 'seed of every random choice', String(seed))
    .option('--row-group-rows <n>', 'rows per Parquet row group', String(rowGroupRows))
    .addOption(
      new Option('--format <format>', 'wire format of the trades')
        .choices(['odum', 'tardis'])
        .default('odum'),
    )
    .option('--start-price <price>', 'price at the start', startPrice)
    .option('--price-precision <digits>', 'fractional digits of prices', String(pricePrecision))
    .option('--size-precision <digits>', 'fractional digits of sizes', String(sizePrecision))
    .option('--hours <n>', 'covers this many hours from the start, instead of the day')
    .option('--start <instant>', 'first instant of the data (default: the start of the day)')
    .option('--end <instant>', 'first instant after the data (default: the end of the day)')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      let report: SampleReport | undefined
      const { start, end } = span(options)
      const generate = () =>
        generateSampleDay({
          out: resolve(io.cwd, options.out),
          instrumentKey: options.instrumentKey,
          date: options.date,
          trades: wholeNumber('--trades', options.trades, COUNT),
          snapshots: wholeNumber('--snapshots', options.snapshots, COUNT),
          seed: wholeNumber('--seed', options.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
          rowGroupRows: wholeNumber('--row-group-rows', options.rowGroupRows, { min: 2_048, max: 122_880 }),
          format: options.format,
          startPrice: options.startPrice,
          pricePrecision: wholeNumber('--price-precision', options.pricePrecision, { min: 0, max: 12 }),
          sizePrecision: wholeNumber('--size-precision', options.sizePrecision, { min: 0, max: 12 }),
          ...(start === undefined ? {} : { start }),
          ...(end === undefined ? {} : { end }),
          signal: io.signal,
        })
      await runStages(io, [
        {
          title: `sample of ${options.date}`,
          run: async () => {
            report = await generate()
            return `${report.trades.rows.toLocaleString('en-US')} trades`
          },
        },
      ])
      if (report !== undefined) printReport(io, report, options.json === true)
    })
}

/** The bounds the options ask for. @throws UsageError when `--hours` and `--end` contradict each other. */
function span(options: { date: string; hours?: string; start?: string; end?: string }) {
  if (options.hours === undefined) return { start: options.start, end: options.end }
  if (options.end !== undefined) {
    throw new UsageError({
      problem: '--hours and --end exclude each other.',
      remedy: 'Give the length or the end of the data.',
    })
  }
  const hours = wholeNumber('--hours', options.hours, { min: 1, max: 24 })
  const start = options.start ?? `${options.date}T00:00:00Z`
  const startNs = instantNs(start)
  // An unreadable start is reported with the other bounds.
  return { start, end: startNs === undefined ? undefined : formatInstant(startNs + BigInt(hours) * HOUR_NS) }
}

function printReport(io: CommandIo, report: SampleReport, json: boolean): void {
  if (json) {
    printJson(io, report)
    return
  }
  const files = [report.trades, report.snapshots].filter(file => file !== undefined)
  printTable(io, [{ key: 'path' }, { key: 'rows' }, { key: 'bytes' }], files)
}
