import { formatFigure } from '../components/format.ts'
import { headlineStats } from '../components/headline-stats.ts'
import type { RunPage } from '../components/run-data.ts'
import { runSubtitle } from '../components/run-subtitle.ts'
import type { NamedChart } from './headline-charts.ts'
import { escaped, svgChart } from './svg-chart.ts'

/** Colours of charts inside a page or alone. */
const CHART_STYLE = `svg text{font:12px system-ui,sans-serif;fill:var(--muted)}.grid{stroke:var(--line)}.zero{stroke:var(--muted)}`
const COLOURS =
  ':root{color-scheme:light dark;--text:#1f2933;--muted:#5f6b76;--line:#d9dee3;--paper:#fff;--odum-series-1:#0072b2;--odum-series-2:#d55e00;--odum-series-3:#009e73;--odum-series-4:#b45c93;--odum-series-5:#8a6d00;--odum-series-6:#3d9bd6;--odum-series-7:#777777;--odum-series-8:#8f7a00}'
const DARK =
  '@media(prefers-color-scheme:dark){:root{--text:#e6e9ec;--muted:#9aa5b0;--line:#3a444e;--paper:#14191f;--odum-series-1:#56b4e9;--odum-series-2:#ff9350;--odum-series-3:#2fc79a;--odum-series-4:#e0a3c8;--odum-series-5:#f0e442;--odum-series-6:#9fb7ff;--odum-series-7:#b5b5b5;--odum-series-8:#d6a24d}}'
const STYLE = `${COLOURS}${DARK}
body{font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--paper);max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;overflow-wrap:anywhere;margin-bottom:0}h2{font-size:1.05rem;margin:1.8rem 0 .2rem}
h2 small,p.note,dt,td:last-child{color:var(--muted);font-weight:400}p.note{margin:.1rem 0;font-size:.85rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(13rem,46%),1fr));gap:.8rem 1rem}
dt{font-size:.8rem}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}dd small{display:block;font-weight:400;color:var(--muted)}
svg{width:100%;min-width:40rem;height:auto}.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
td,th{padding:.2rem 1.2rem .2rem 0;border-bottom:1px solid var(--line);text-align:left}td.value{text-align:right;white-space:nowrap}
.entry{white-space:nowrap}.key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .8em}pre{overflow-x:auto;font-size:.8rem}${CHART_STYLE}`

/** A run in one HTML file: figures, charts, metrics, warnings and configuration, without scripts or other files. */
export function summaryPage(page: RunPage, charts: readonly NamedChart[]): string {
  const { run } = page
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(run.run_id)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(run.run_id)}</h1>
<p class="note">${escaped(runSubtitle(page))}</p>
<dl>${headlineStats(page).map(statEntry).join('')}</dl>
${charts.map(chartSection).join('\n')}
<h2>Warnings</h2>
${run.warnings.length === 0 ? '<p class="note">None.</p>' : `<ul>${run.warnings.map(warning => `<li>${escaped(warning)}</li>`).join('')}</ul>`}
<h2>Metrics</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Metrics">${metricTable(page)}</div>
<h2>Provenance</h2>
<p class="note">Configuration ${escaped(run.config_hash ?? '–')}<br>Result ${escaped(run.result_hash ?? '–')}<br>Odum ${escaped(run.odum_version ?? '–')}</p>
<details><summary>Configuration</summary><pre tabindex="0">${escaped(JSON.stringify(page.config, null, 2))}</pre></details>
</body></html>
`
}

/** A chart as a picture of its own, with its title and what run it is of. */
export function chartFile(page: RunPage, chart: NamedChart): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>${STYLE}body{max-width:none}h2{margin-top:0}</style></head>
<body>${chartSection(chart)}<p class="note">${escaped(`${page.run.run_id} · ${runSubtitle(page)}`)}</p></body></html>`
}

function statEntry(stat: ReturnType<typeof headlineStats>[number]): string {
  const unit = stat.unit === undefined ? '' : ` ${escaped(stat.unit)}`
  const note = stat.note === undefined ? '' : `<small>${escaped(stat.note)}</small>`
  return `<div><dt>${escaped(stat.label)}</dt><dd>${escaped(stat.value)}${unit}${note}</dd></div>`
}

function chartSection({ shape, legend }: NamedChart): string {
  const keys = legend
    .map(
      ([name, colour]) =>
        `<span class="entry"><span class="key" style="background:${colour}"></span>${escaped(name)}</span> `,
    )
    .join('')
  return `<h2>${escaped(shape.text.title)} <small>${escaped(shape.text.unit)}</small></h2>
<p class="note">${escaped(shape.text.summary)}${keys}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${escaped(shape.text.title)}">${svgChart(shape)}</div>`
}

function metricTable({ columns, metrics, run }: RunPage): string {
  const rows = columns.map(
    ({ name, label, unit, relation }) =>
      `<tr><th scope="row">${escaped(label)}</th><td class="value">${escaped(formatFigure(metrics[name] ?? null, unit, run.currency ?? ''))}</td><td>${escaped(`${relation}.${name}`)}</td></tr>`,
  )
  return `<table><tbody>${rows.join('\n')}</tbody></table>`
}
