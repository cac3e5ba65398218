import { Command } from '@commander-js/extra-typings'
import { metricText } from '../../results/metric-text.ts'
import type { CommandIo } from '../command-io.ts'
import { printJson, printTable } from '../print-table.ts'
import { readPicked } from './read-picked.ts'
import { RESULTS_OPTION, RESULTS_TEXT } from './results-option.ts'

/** Columns of a terminal that long values are wrapped to. */
const WIDTH = 80

/** `odum results show`: one run with every metric. */
export function showCommand(io: CommandIo) {
  return new Command('show')
    .description('show one run with all its metrics')
    .argument('<run_id>', 'the whole id, its beginning or its last part')
    .option(RESULTS_OPTION, RESULTS_TEXT)
    .option('--json', 'print JSON')
    .action(async (asked, options) => {
      const { runs, columns } = await readPicked(io, options.results, [asked])
      const [figures] = runs
      if (figures === undefined) return
      if (options.json === true) return printJson(io, { ...figures.run, metrics: figures.metrics })
      const { run, metrics } = figures
      const facts = Object.entries(run)
        .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
        .map(([name, value]) => ({ name, value: factText(value) }))
      const shown = columns.map(({ name, unit }) => ({
        name,
        value: metricText(metrics[name], unit, run.currency ?? ''),
      }))
      const nameWidth = Math.max(...[...facts, ...shown].map(({ name }) => name.length))
      const rows = [...facts, ...shown].flatMap(({ name, value }) =>
        wrapped(value, WIDTH - nameWidth - 2).map((line, index) => ({
          name: index === 0 ? name : '',
          value: line,
        })),
      )
      printTable(io, [{ key: 'name' }, { key: 'value', align: 'left' }], rows)
      if (run.folder === 'report' && metrics.parents === null) {
        io.notify(`not measured against the market: odum results analyse ${run.run_id}`)
      }
    })
}

/** A column of `runs` as one line of text. Instants stay as they are, decimals lose their trailing zeros. */
function factText(value: unknown): string {
  if (Array.isArray(value)) return value.join('; ')
  const text = String(value)
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text
}

/** Lines of at most `width` characters, broken at spaces where there are some. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width)
    const end = space > 0 ? space : width
    lines.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...lines, rest]
}
