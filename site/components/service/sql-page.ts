import { PostgreSQL, sql } from '@codemirror/lang-sql'
import { formatCount } from '../format.js'
import { html } from '../std.js'
import { codeEditor } from './code-editor.js'
import { keptQueries } from './kept-queries.js'
import { type QueryResult, quickChart, resultTable } from './query-result.js'
import { ask, askText, ServiceError } from './service-api.js'
import { errorNote, statusLine } from './service-page.js'
import { SQL_EXAMPLES } from './sql-examples.js'

const COLUMNS = 'select table_name, column_name from information_schema.columns order by all'
const CHART_WIDTH_MAX = 900

/** The query editor: one SELECT over catalog and results, its rows, and a chart of them. */
export async function sqlPage(): Promise<HTMLElement> {
  const said = statusLine()
  const answer = html`<div></div>`
  const first = SQL_EXAMPLES[0]?.sql ?? ''
  let working: AbortController | undefined
  const editor = codeEditor({
    text: first,
    label: 'Query',
    language: sql({ dialect: PostgreSQL, schema: await knownColumns(), upperCaseKeywords: false }),
    onRun: () => void run(),
  })
  const runButton = html`<button type="button" onclick=${() => void run()}>Run</button>` as HTMLButtonElement
  const stopButton =
    html`<button type="button" disabled onclick=${() => working?.abort()}>Stop</button>` as HTMLButtonElement
  const csvButton =
    html`<button type="button" onclick=${() => void download()}>Download CSV</button>` as HTMLButtonElement

  async function during(doing: string, act: (signal: AbortSignal) => Promise<string>): Promise<void> {
    if (working !== undefined) return
    working = new AbortController()
    const { signal } = working
    said.textContent = doing
    editor.showProblems([])
    for (const button of [runButton, csvButton]) button.disabled = true
    stopButton.disabled = false
    try {
      said.textContent = await act(signal)
    } catch (error) {
      said.textContent = signal.aborted ? 'Stopped.' : ''
      answer.replaceChildren(...(signal.aborted ? [] : [errorNote(error)]))
      const place = signal.aborted ? undefined : lineOf(error)
      if (place !== undefined) editor.showProblems([place])
    } finally {
      working = undefined
      for (const button of [runButton, csvButton]) button.disabled = false
      stopButton.disabled = true
    }
  }

  async function run(): Promise<void> {
    await during('Asking …', async signal => {
      const startedMs = performance.now()
      const result = await ask<QueryResult>('api/sql', {
        body: { sql: editor.text(), max_rows: 10_000 },
        signal,
      })
      const chart = quickChart(result, Math.min(answer.clientWidth, CHART_WIDTH_MAX))
      answer.replaceChildren(...(chart === undefined ? [] : [chart]), resultTable(result))
      const rows = `${formatCount(result.row_count)} rows in ${formatCount(performance.now() - startedMs)} ms`
      return result.is_cut ? `${rows}; there are more, which were left out.` : `${rows}.`
    })
  }

  async function download(): Promise<void> {
    await during('Asking …', async signal => {
      const body = { sql: editor.text(), format: 'csv', max_rows: 10_000 }
      const text = await askText('api/sql', { body, signal })
      const link = html`<a download="query.csv" href=${URL.createObjectURL(new Blob([text], { type: 'text/csv' }))}></a>`
      link.click()
      return 'Downloaded.'
    })
  }

  return html`<div>
    ${keptQueries({ text: () => editor.text(), open: text => editor.replace(text) })}
    ${editor.element}
    <div class="odum-actions">${runButton}${stopButton}${csvButton}<span class="odum-hint">Ctrl-Enter runs it</span></div>
    ${said}${answer}</div>`
}

/** Views with their columns, for completion; none where they cannot be told. */
async function knownColumns(): Promise<Record<string, string[]>> {
  const known: Record<string, string[]> = {}
  try {
    const { rows } = await ask<QueryResult>('api/sql', { body: { sql: COLUMNS, max_rows: 10_000 } })
    for (const [table, column] of rows)
      known[String(table)] = [...(known[String(table)] ?? []), String(column)]
  } catch {
    // Completion knows less; queries tell what is wrong themselves.
  }
  return known
}

/** The line that the database complains of. */
function lineOf(error: unknown): { line: number; column: number; message: string } | undefined {
  if (!(error instanceof ServiceError)) return undefined
  const line = Number(/\bLINE (\d+):/.exec(error.message)?.[1] ?? 0)
  return line === 0 ? undefined : { line, column: 1, message: error.message.split('\n')[0] ?? '' }
}
