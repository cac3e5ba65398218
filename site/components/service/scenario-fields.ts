import { html } from '../std.js'
import type { Dataset, RunChoices, RunDraft, RunOptions } from './run-draft.js'
import { addressOf } from './service-api.js'

/** Which configuration, instrument, day and window. Picking raw data fills in its instrument, files and window. */
export function scenarioFields(
  { configs, datasets }: RunChoices,
  draft: RunDraft,
  act: { open(name: string): void; redraw(): void },
): HTMLElement {
  const id = String(draft.at('instrument', 'id') ?? '')
  const day = String(draft.at('time_window', 'start') ?? '').slice(0, 10)
  const instruments = [...new Set(datasets.flatMap(({ instrumentId }) => instrumentId ?? []))]
  const days = datasets.filter(known => known.instrumentId === id)
  const description = draft.at('description')
  const pick = (dataset: Dataset | undefined): void => {
    if (dataset === undefined) return
    useDataset(draft, dataset)
    act.redraw()
  }
  return html`<div class="odum-fields">
    <label class="odum-field"><span>Configuration</span>
      <select name="config" onchange=${(event: Event) => act.open((event.target as HTMLSelectElement).value)}>
        ${configs.map(name => html`<option selected=${name === draft.name}>${name}</option>`)}</select>
      <small>${typeof description === 'string' ? description : ''} <a href=${`${addressOf('definitions')}#${encodeURIComponent(draft.name)}`}>Edit it</a></small></label>
    <label class="odum-field"><span>Instrument</span>
      <select name="instrument" onchange=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement
        pick(datasets.findLast(known => known.instrumentId === value))
      }}>${instruments.includes(id) ? '' : html`<option selected>${id}</option>`}
        ${instruments.map(name => html`<option selected=${name === id}>${name}</option>`)}</select>
      <small>${instruments.includes(id) ? 'Those of the raw data.' : NO_DATA}</small></label>
    <label class="odum-field"><span>Day of raw data</span>
      <select name="day" onchange=${(event: Event) => pick(days.find(({ date }) => date === (event.target as HTMLSelectElement).value))}>
        ${days.some(({ date }) => date === day) ? '' : html`<option selected>${day}</option>`}
        ${days.map(({ date }) => html`<option selected=${date === day}>${date}</option>`)}</select>
      <small>Picking one sets the window to it.</small></label>
    ${windowField(draft, 'start', 'From', 'First instant, UTC.')}
    ${windowField(draft, 'end', 'Until', 'First instant after the window, UTC.')}
  </div>`
}

const NO_DATA =
  'There is no raw data of it here. `npm run odum -- demo` generates a day for the configuration demo.'

function windowField(draft: RunDraft, key: 'start' | 'end', title: string, note: string): HTMLElement {
  return html`<label class="odum-field"><span>${title}</span><input name=${key} value=${draft.at('time_window', key) ?? ''}
    spellcheck="false" oninput=${(event: Event) => draft.set(['time_window', key], (event.target as HTMLInputElement).value)}>
    <small>${note}</small></label>`
}

/** Puts a day's raw data into a draft: instrument, venue, files; the window becomes the day where it lies outside. */
function useDataset(draft: RunDraft, { date, instrumentId, objects }: Dataset): void {
  if (instrumentId !== null && instrumentId !== draft.at('instrument', 'id')) {
    draft.set(['instrument', 'id'], instrumentId)
    draft.set(['venue', 'name'], instrumentId.slice(instrumentId.indexOf('.') + 1))
    for (const { dataType, path } of objects) {
      const key = `${dataType}_path`
      const isKnown = key === 'trades_path' || key === 'book_snapshot_5_path'
      if (isKnown) draft.set(['data_catalog', key], path.replace(`day-${date}`, 'day-*'))
    }
  }
  if (String(draft.at('time_window', 'start')).slice(0, 10) === date) return
  draft.set(['time_window', 'start'], `${date}T00:00:00Z`)
  draft.set(['time_window', 'end'], new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString())
}

const FILLS_BY = {
  both: 'trades and book',
  trades: 'trades alone',
  book: 'book alone',
} as const

/** How it is run, beside its configuration. */
export function optionFields(draft: RunDraft): HTMLElement {
  const { snapshot_mode, fast, close_positions, export_ticks } = draft.options
  const tick = (
    title: string,
    value: boolean,
    change: (value: boolean) => Partial<RunOptions>,
  ): HTMLElement =>
    html`<label class="odum-field"><input type="checkbox" checked=${value}
      onchange=${(event: Event) => draft.option(change((event.target as HTMLInputElement).checked))}> ${title}</label>`
  return html`<div class="odum-fields">
    <label class="odum-field"><span>Orders are filled by</span><select name="snapshot_mode" onchange=${(
      event: Event,
    ) =>
      draft.option({
        snapshot_mode: (event.target as HTMLSelectElement).value as RunOptions['snapshot_mode'],
      })}>
      ${Object.entries(FILLS_BY).map(([value, title]) => html`<option value=${value} selected=${value === snapshot_mode}>${title}</option>`)}</select></label>
    <label class="odum-field"><span>What is kept</span><select name="mode" onchange=${(event: Event) =>
      draft.option({ fast: (event.target as HTMLSelectElement).value === 'fast' })}>
      <option value="report" selected=${!fast}>figures and every table, with a page</option>
      <option value="fast" selected=${fast}>figures alone</option></select></label>
    <label class="odum-field"><span>Seed</span><input name="seed" type="number" min="0" step="1" value=${draft.at('seed') ?? 1}
      oninput=${(event: Event) => draft.set(['seed'], Number((event.target as HTMLInputElement).value))}>
      <small>The same seed gives the same run.</small></label>
    ${tick('Close open positions at the end', close_positions, value => ({ close_positions: value }))}
    ${tick("Also write the window's trades", export_ticks, value => ({ export_ticks: value }))}
  </div>`
}
