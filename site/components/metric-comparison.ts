import { configDifferences } from './config-diff.js'
import { type FactColumn, factTable } from './fact-table.js'
import { formatFigure, NOTHING } from './format.js'
import type { ComparedRun, Comparison, MetricColumn } from './run-data.js'
import { html } from './std.js'

/** Every metric of the picked runs; from the second on with the difference to the first. */
export function metricComparison({ columns, runs }: Comparison, runIds: readonly string[]): HTMLElement {
  const picked = pick(runs, runIds)
  const [base] = picked
  if (base === undefined)
    return html`<p class="odum-empty">Pick runs in the table to compare their metrics.</p>`
  const runColumns = picked.flatMap((run, index): FactColumn<MetricColumn>[] => {
    const value: FactColumn<MetricColumn> = {
      title: run.run.run_id,
      align: 'right',
      text: column => formatFigure(run.metrics[column.name] ?? null, column.unit, run.run.currency ?? ''),
    }
    return index === 0
      ? [value]
      : [value, { title: 'Difference', align: 'right', text: column => difference(column, run, base) }]
  })
  return factTable(
    'Metrics; differences are to the first run',
    [{ title: 'Metric', text: column => column.label }, ...runColumns],
    columns,
  )
}

function difference({ name, unit }: MetricColumn, run: ComparedRun, base: ComparedRun): string {
  const [value, baseValue] = [run.metrics[name], base.metrics[name]]
  if (value === null || value === undefined || baseValue === null || baseValue === undefined) return NOTHING
  const change = Number(value) - Number(baseValue)
  return `${change > 0 ? '+' : ''}${formatFigure(change, unit, unit === 'money' ? (run.run.currency ?? '') : '')}`
}

/** The keys on which the picked runs' configurations differ. */
export function configComparison({ runs }: Comparison, runIds: readonly string[]): HTMLElement {
  const picked = pick(runs, runIds)
  if (picked.length < 2)
    return html`<p class="odum-empty">Pick at least two runs to see how their configurations differ.</p>`
  const differences = configDifferences(picked.map(run => run.config))
  if (differences.length === 0) return html`<p class="odum-empty">The configurations are the same.</p>`
  return factTable(
    'Configuration keys that differ',
    [
      { title: 'Key', text: row => row.path },
      ...picked.map((run, index) => ({
        title: run.run.run_id,
        text: (row: (typeof differences)[number]) => row.values[index] ?? NOTHING,
      })),
    ],
    differences,
  )
}

function pick(runs: readonly ComparedRun[], runIds: readonly string[]): ComparedRun[] {
  return runIds.map(id => runs.find(run => run.run.run_id === id)).filter(run => run !== undefined)
}
