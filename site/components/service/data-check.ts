import { factTable } from '../fact-table.js'
import { formatBytes, formatCount } from '../format.js'
import { html } from '../std.js'
import type { RunDraft } from './run-draft.js'
import { ask } from './service-api.js'

interface Stream {
  readonly dataType: string
  readonly cells: number
  readonly convertedCells: number
  readonly first: string | null
  readonly last: string | null
  readonly cover: 'whole' | 'part' | 'none' | 'unknown'
  readonly rowsAtMost: number
  readonly objects: readonly { readonly sizeBytes: number | null }[]
}

interface InstrumentCheck {
  readonly instrument: string
  readonly streams: readonly Stream[]
}

interface DataCheck {
  readonly ok: boolean
  readonly problems: readonly { readonly code: string; readonly message: string }[]
  readonly warnings: readonly string[]
  readonly window: { readonly start: string; readonly end: string }
  readonly instruments: readonly InstrumentCheck[]
}

/** Asks whether the data of a draft is there, and shows what is. @throws ServiceError */
export async function checkData(
  draft: RunDraft,
): Promise<{ readonly ok: boolean; readonly element: HTMLElement }> {
  const check = await ask<DataCheck>('api/data/check', { body: draft.scenario() })
  const rows = check.instruments.flatMap(({ instrument, streams }) =>
    streams.map(stream => ({ instrument, ...stream })),
  )
  const element = html`<div class=${check.ok ? 'odum-note' : 'odum-note odum-failure'}>
    <p><strong>${check.ok ? 'The data is there.' : 'The data cannot serve this backtest.'}</strong></p>
    ${check.problems.length === 0 ? '' : html`<ul>${check.problems.map(({ message }) => html`<li>${message}</li>`)}</ul>`}
    ${check.warnings.length === 0 ? '' : html`<ul class="odum-warnings">${check.warnings.map(text => html`<li>${text}</li>`)}</ul>`}
    ${factTable<InstrumentCheck['streams'][number] & { instrument: string }>(
      `Raw data from ${check.window.start} to ${check.window.end}`,
      [
        { title: 'Instrument', text: row => row.instrument },
        { title: 'Data', text: row => row.dataType.replaceAll('_', ' ') },
        { title: 'Of the window', text: row => COVER[row.cover] },
        { title: 'Rows at most', text: row => formatCount(row.rowsAtMost), align: 'right' },
        { title: 'Size', text: row => formatBytes(sizeOf(row)), align: 'right' },
        { title: 'Hours converted', text: row => `${row.convertedCells} of ${row.cells}`, align: 'right' },
      ],
      rows,
    )}</div>`
  return { ok: check.ok, element }
}

const COVER = { whole: 'all', part: 'a part', none: 'nothing', unknown: 'not known' } as const

function sizeOf({ objects }: Stream): number {
  return objects.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0)
}
