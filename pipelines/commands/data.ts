import { Command } from '@commander-js/extra-typings'
import { instrumentConfigs } from '../config/instrument-configs.ts'
import { formatInstant, parseWindow } from '../config/time-window.ts'
import { DataUnusableError } from '../errors.ts'
import type { DataCheckReport, ObjectCheck } from '../jobs/check-data/report.ts'
import { checkData } from '../jobs/check-data.ts'
import type { QualityHour } from '../quality/data-quality.ts'
import type { DataSource } from '../sources/choose-reader.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'
import { loadScenario, scenarioCommand } from './scenario-options.ts'

const EXAMPLES = `
Examples:
  $ odum data check --config btc-usdt-binance-futures
  $ odum data check --config btc-usdt-binance-futures --start 2024-08-08T23:54:15Z --end 2024-08-09T00:00:00Z
  $ odum data check --config btc-usdt-binance-futures --quality --json`

/** `odum data`: whether raw data can serve a scenario. */
export function dataCommand(io: CommandIo) {
  return new Command('data')
    .description('Checks raw data before it is used.')
    .addHelpText('after', EXAMPLES)
    .addCommand(checkCommand(io))
}

function checkCommand(io: CommandIo) {
  return scenarioCommand('check')
    .description(
      'Tells whether the raw data can serve a configuration and window: objects, formats, times, clocks, instruments. ' +
        'The exit status is 1 when it cannot.',
    )
    .option('--quality', 'measure the converted part of the window by hour: gaps, ids, clocks, books, jumps')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const config = await loadScenario(io, options)
      const reports: DataCheckReport[] = []
      for (const own of instrumentConfigs(config)) {
        const report = await checkData({
          config: own,
          window: parseWindow(config.time_window.start, config.time_window.end),
          flag: options.dataSource as DataSource | undefined,
          quality: options.quality === true,
          env: io.env,
          cwd: io.cwd,
          signal: io.signal,
        })
        reports.push(report)
        if (options.json !== true) printReport(io, report)
      }
      if (options.json === true) printJson(io, reports.length === 1 ? reports[0] : reports)
      const unusable = reports.filter(({ ok }) => !ok)
      if (unusable.length === 0) return
      const problems = unusable.flatMap(report => report.problems.map(p => `${p.code}: ${p.message}`))
      throw new DataUnusableError({ instrument: unusable.map(r => r.instrument).join(', '), problems })
    })
}

function printReport(io: CommandIo, report: DataCheckReport): void {
  const { reader, streams, window, instrument, instrumentKeys } = report
  io.notify(`${instrument} from ${window.start} to ${window.end}`)
  if (instrumentKeys.length > 0) io.notify(`raw data of ${instrumentKeys.join(', ')}`)
  if (reader !== null) {
    const read = `${reader.requests} requests, ${reader.bytes.toLocaleString('en-US')} bytes`
    io.notify(`read through ${reader.kind} (source ${reader.source} by ${reader.decidedBy}; ${read})`)
  }
  for (const warning of report.warnings) io.notify(`warning: ${warning}`)
  const objects = streams.flatMap(({ dataType, objects: found }) =>
    found.map(object => objectRow(dataType, object)),
  )
  printTable(io, OBJECT_COLUMNS, objects)
  io.write('\n')
  printTable(io, STREAM_COLUMNS, streams)
  if (report.quality === null) return
  io.write('\n')
  printTable(io, QUALITY_COLUMNS, report.quality.map(qualityRow))
}

const OBJECT_COLUMNS = [
  { key: 'dataType', title: 'data' },
  { key: 'date', title: 'day' },
  { key: 'state' },
  { key: 'sizeBytes', title: 'bytes' },
  { key: 'rows' },
  { key: 'first', title: 'first ts_init' },
  { key: 'last', title: 'last ts_init' },
  { key: 'skew', title: 'median skew ms', align: 'right' },
  { key: 'path' },
] as const

function objectRow(dataType: string, object: ObjectCheck): object {
  const state =
    object.uri === null
      ? object.isNeeded
        ? 'missing'
        : 'absent'
      : (object.problem?.code ?? (object.format === null ? 'unknown' : 'good'))
  const skew = object.skew === null ? null : milliseconds(object.skew.medianNs)
  return { ...object, dataType, state, skew }
}

const STREAM_COLUMNS = [
  { key: 'dataType', title: 'data' },
  { key: 'cover', title: 'covers window' },
  { key: 'first', title: 'from' },
  { key: 'last', title: 'to' },
  { key: 'rowsAtMost', title: 'rows at most' },
  { key: 'cells' },
  { key: 'convertedCells', title: 'converted' },
] as const

const QUALITY_COLUMNS = [
  { key: 'hour' },
  { key: 'trades' },
  { key: 'tradeGaps', title: 'gaps' },
  { key: 'longestTrade', title: 'longest s', align: 'right' },
  { key: 'duplicateIds', title: 'same id' },
  { key: 'jumps' },
  { key: 'snapshots' },
  { key: 'bookGaps', title: 'gaps' },
  { key: 'longestBook', title: 'longest s', align: 'right' },
  { key: 'crossed' },
  { key: 'locked' },
  { key: 'oneSided', title: 'one-sided' },
  { key: 'staleAtTrades', title: 'stale at trades' },
  { key: 'skew', title: 'median skew ms', align: 'right' },
] as const

function qualityRow(hour: QualityHour): object {
  return {
    ...hour,
    hour: formatInstant(hour.hourStartNs),
    longestTrade: seconds(hour.longestTradeGapNs),
    longestBook: seconds(hour.longestBookGapNs),
    skew: hour.medianSkewNs === null ? null : milliseconds(Number(hour.medianSkewNs)),
  }
}

function seconds(ns: bigint): string {
  return (Number(ns) / 1e9).toFixed(3)
}

function milliseconds(ns: number): string {
  return (ns / 1e6).toFixed(3)
}
