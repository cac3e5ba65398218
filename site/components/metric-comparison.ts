import { configDifferences } from './config-diff.js'
import { type FactColumn, factTable } from './fact-table.js'
import { type Figure, type FigureUnit, formatDecimal, formatFigure, formatMoney, NOTHING } from './format.js'
import { groupName } from './metric-groups.js'
import type { ComparedRun, Comparison, MetricColumn } from './run-data.js'
import { runName } from './run-name.js'
import { html } from './std.js'

/** Every metric of the picked runs; from the second on with the difference to the first. Units that all runs share stand
 *  with the names. */
export function metricComparison({ columns, runs }: Comparison, runIds: readonly string[]): HTMLElement {
  const picked = pick(runs, runIds)
  const [base] = picked
  if (base === undefined)
    return html`<p class="odum-empty">Pick runs in the table to compare their metrics.</p>`
  const currencies = new Set(picked.map(({ run }) => run.currency ?? ''))
  const [shared = ''] = currencies.size === 1 ? currencies : []
  const value = ({ run, metrics }: ComparedRun, { name, unit }: MetricColumn): string =>
    unit === 'money' && shared !== ''
      ? formatMoney(metrics[name] ?? null, shared)
      : bare(metrics[name] ?? null, unit, run.currency ?? '')
  const runColumns = picked.flatMap((run, index): FactColumn<MetricColumn>[] => {
    const own: FactColumn<MetricColumn> = {
      title: nameOf(run),
      align: 'right',
      text: column => value(run, column),
    }
    return index === 0
      ? [own]
      : [own, { title: 'Difference', align: 'right', text: column => difference(column, run, base) }]
  })
  // What no picked run has a value of says nothing here.
  const known = columns.filter(({ name }) => picked.some(({ metrics }) => (metrics[name] ?? null) !== null))
  return factTable(
    'Differences are to the first run',
    [
      {
        title: 'Metric',
        text: ({ label, unit }) =>
          unit === 'bps'
            ? `${label}, bps`
            : unit === 'money' && shared !== ''
              ? `${label}, ${shared}`
              : label,
      },
      ...runColumns,
    ],
    known,
    ({ relation }) => groupName(relation),
  )
}

/** A figure whose unit stands elsewhere, if it is bps or money. */
function bare(value: Figure, unit: FigureUnit, currency: string): string {
  if (unit === 'bps') return formatDecimal(value === null ? null : Number(value), 3)
  return formatFigure(value, unit, currency)
}

function difference({ name, unit }: MetricColumn, run: ComparedRun, base: ComparedRun): string {
  const [value, baseValue] = [run.metrics[name], base.metrics[name]]
  if (value === null || value === undefined || baseValue === null || baseValue === undefined) return NOTHING
  // Money of two currencies has no difference.
  if (unit === 'money' && run.run.currency !== base.run.currency) return NOTHING
  const change = Number(value) - Number(baseValue)
  return change === 0
    ? '='
    : `${change > 0 ? '+' : ''}${unit === 'money' ? formatMoney(change, base.run.currency ?? '') : bare(change, unit, '')}`
}

/** The keys on which the picked runs' configurations differ. */
export function configComparison({ runs }: Comparison, runIds: readonly string[]): HTMLElement {
  const picked = pick(runs, runIds).filter(({ config }) => config !== null)
  if (picked.length < 2)
    return html`<p class="odum-empty">Pick at least two runs that kept their configuration to see how they differ.</p>`
  const differences = configDifferences(picked.map(run => run.config))
  if (differences.length === 0) return html`<p class="odum-empty">The configurations are the same.</p>`
  const table = factTable(
    'Configuration keys that differ',
    [
      { title: 'Key', text: row => row.path },
      ...picked.map((run, index) => ({
        title: nameOf(run),
        text: (row: (typeof differences)[number]) => shortened(row.values[index] ?? NOTHING),
      })),
    ],
    differences,
  )
  return html`<div class="odum-wrapped">${table}</div>`
}

/** A part of a configuration can be long; the run's page shows it whole. */
const VALUE_LENGTH_MAX = 120

function shortened(value: string): string {
  return value.length > VALUE_LENGTH_MAX ? `${value.slice(0, VALUE_LENGTH_MAX)} …` : value
}

function nameOf({ run, config }: ComparedRun): string {
  return runName(run.run_id, { ...run, config })
}

function pick(runs: readonly ComparedRun[], runIds: readonly string[]): ComparedRun[] {
  return runIds.map(id => runs.find(run => run.run.run_id === id)).filter(run => run !== undefined)
}
