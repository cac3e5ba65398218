import { instrumentConfigs } from '../config/instrument-configs.ts'
import { parseWindow } from '../config/time-window.ts'
import { type ConversionReport, joinedReports } from '../jobs/conversion-report.ts'
import { convertWindow } from '../jobs/convert-window.ts'
import type { OpenedSourceReader } from '../sources/open-source-reader.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'
import { runStages } from './progress.ts'
import { loadScenario, scenarioCommand } from './scenario-options.ts'

const EXAMPLES = `
Examples:
  $ odum convert --config btc-usdt-binance-futures
  $ odum convert --config btc-usdt-binance-futures --start 2024-08-08T23:00:00Z --end 2024-08-09T00:00:00Z
  $ odum convert --config btc-usdt-binance-futures --refresh`

/** `odum convert`: makes the catalog cells of a window. */
export function convertCommand(io: CommandIo) {
  return scenarioCommand('convert')
    .description(
      'Converts the raw data of a window into catalog cells. Cells that are there are left as they are; a killed ' +
        'conversion is resumed by running it again.',
    )
    .option('--refresh', 'convert all cells of the window again')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const config = await loadScenario(io, options)
      const window = parseWindow(config.time_window.start, config.time_window.end)
      const reports: ConversionReport[] = []
      await runStages(
        io,
        instrumentConfigs(config).map(own => ({
          title: `convert ${own.instrument.id}`,
          run: async (show: (text: string) => void) => {
            const request = {
              config: own,
              window,
              refresh: options.refresh === true,
              env: io.env,
              cwd: io.cwd,
            }
            const report = await convertWindow(request, {
              signal: io.signal,
              onReader: opened => logReader(io, opened),
              onProgress: at =>
                show(
                  `${at.dataType} ${at.cellsDone} of ${at.cellsTotal} cells, ${at.rows.toLocaleString('en-US')} rows, ` +
                    `${megabytes(at.bytes)} in ${at.requests} requests`,
                ),
            })
            reports.push(report)
            return outcomeOf(report)
          },
        })),
      )
      if (reports.length > 0) printReport(io, joinedReports(reports), options.json === true)
    })
}

function logReader(io: CommandIo, { choice, httpfsProblem }: OpenedSourceReader): void {
  const { source, kinds, decidedBy } = choice
  io.log.info({ source, readers: kinds, decidedBy }, 'raw data is read by the first reader that has it')
  if (httpfsProblem !== undefined)
    io.log.warn({ problem: httpfsProblem }, 'ranges are read instead of httpfs')
}

function outcomeOf(report: ConversionReport): string {
  const written = sum(report.types.map(type => type.cellsWritten))
  const present = sum(report.types.map(type => type.cellsPresent))
  if (written === 0) return `nothing to convert, all ${present} cells are there`
  const rows = sum(report.types.map(type => type.rowsWritten)).toLocaleString('en-US')
  const { kind = 'mount', requests = 0, bytes = 0 } = report.reader ?? {}
  const read = `${megabytes(bytes)} read by ${kind} in ${requests} requests`
  return `${written} cells and ${rows} rows written, ${present} cells were there, ${read}, ${seconds(report.elapsedMs)}`
}

function printReport(io: CommandIo, report: ConversionReport, json: boolean): void {
  for (const warning of report.warnings) io.notify(`warning: ${warning}`)
  if (json) {
    printJson(io, report)
    return
  }
  const isSeveral = new Set(report.types.map(({ instrumentId }) => instrumentId)).size > 1
  const columns = [
    ...(isSeveral ? [{ key: 'instrumentId', title: 'instrument' }] : []),
    { key: 'type' },
    { key: 'cellsPresent', title: 'cells there' },
    { key: 'cellsWritten', title: 'cells written' },
    { key: 'rowsWritten', title: 'rows written' },
  ]
  printTable(io, columns, report.types)
  if (report.rejected.length > 0) {
    io.write('\n')
    printTable(
      io,
      [{ key: 'dataType', title: 'set aside' }, { key: 'reason' }, { key: 'rows' }],
      report.rejected,
    )
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1e3).toFixed(1)} s`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
