import { Command } from '@commander-js/extra-typings'
import { metricDifference, metricText } from '../../results/metric-text.ts'
import type { MetricColumn } from '../../results/metrics.ts'
import type { CommandIo } from '../command-io.ts'
import { printJson, printTable } from '../print-table.ts'
import { type PickedRun, readPicked } from './read-picked.ts'
import { RESULTS_OPTION, RESULTS_TEXT } from './results-option.ts'

/** Runs beside the first one in one table: what 80 columns hold. */
const OTHERS = 2

/** `odum results compare`: the metrics of runs side by side. */
export function compareCommand(io: CommandIo) {
  return new Command('compare')
    .description('set the metrics of runs beside each other; of two, with their differences')
    .argument('<run_id...>', 'whole ids, beginnings or last parts of them')
    .option(RESULTS_OPTION, RESULTS_TEXT)
    .option('--json', 'print JSON, undefined metrics included')
    .action(async (asked, options) => {
      const { runs, columns } = await readPicked(io, options.results, asked)
      if (options.json !== true) return printComparison(io, runs, columns)
      printJson(
        io,
        runs.map(({ run, metrics }) => ({ run_id: run.run_id, ...metrics })),
      )
    })
}

/** Prints which letter is which run, then tables of the first and some others each. */
function printComparison(io: CommandIo, runs: readonly PickedRun[], columns: readonly MetricColumn[]): void {
  const lettered = runs.map((figures, index) => ({ ...figures, letter: letterOf(index) }))
  printTable(
    io,
    [
      { key: 'letter', title: 'run' },
      { key: 'id', title: '' },
      { key: 'algorithm', title: '' },
    ],
    lettered.map(({ letter, run, algorithms }) => ({ letter, id: run.run_id, algorithm: algorithms })),
  )
  const currencies = new Set(runs.map(({ run }) => run.currency ?? ''))
  const isShared = currencies.size === 1
  if (isShared) io.write(`Money in ${[...currencies].join('')}.\n`)
  const known = columns.filter(({ name }) => runs.some(({ metrics }) => (metrics[name] ?? null) !== null))
  const [first, ...others] = lettered
  if (first === undefined) return
  for (let start = 0; start === 0 || start < others.length; start += OTHERS) {
    io.write('\n')
    const beside = [first, ...others.slice(start, start + OTHERS)]
    const rows = known.map(column => tableRow(column, beside, isShared))
    printTable(io, tableColumns(beside, runs.length), rows)
  }
}

type Lettered = PickedRun & { readonly letter: string }

function tableColumns(beside: readonly Lettered[], runs: number) {
  const values = beside.map(({ letter }) => ({ key: letter, align: 'right' as const }))
  const difference = { key: 'difference', title: 'B - A', align: 'right' as const }
  return [{ key: 'metric' }, ...values, ...(runs === 2 ? [difference] : [])]
}

function tableRow({ name, unit }: MetricColumn, beside: readonly Lettered[], isShared: boolean): object {
  const values = beside.map(({ letter, run, metrics }) => [
    letter,
    metricText(metrics[name], unit, isShared ? '' : (run.currency ?? '')),
  ])
  const [first, second] = beside
  const difference = metricDifference(second?.metrics[name], first?.metrics[name], unit)
  return { metric: name, ...Object.fromEntries(values), difference }
}

/** A to Z, then A1 to Z1 and so on. */
function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`
}
