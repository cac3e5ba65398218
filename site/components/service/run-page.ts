import { html } from '../std.js'
import { checkData } from './data-check.js'
import { deciderFields, useCode } from './decider-fields.js'
import { recentJobs } from './recent-jobs.js'
import { firstDraft, type JsonObject, type RunChoices, RunDraft, runChoices } from './run-draft.js'
import { type Job, RunProgress } from './run-progress.js'
import { optionFields, scenarioFields } from './scenario-fields.js'
import { schemaForm } from './schema-form.js'
import { ask } from './service-api.js'
import { errorNote, statusLine } from './service-page.js'

/** The form of a backtest, its check, its progress, and the runs before it. The address may name a configuration
 *  (`?config=`) and an algorithm or strategy (`?code=`). */
export async function runPage(): Promise<HTMLElement> {
  const choices = await runChoices()
  const asked = new URLSearchParams(location.search)
  const draft = await firstDraft(choices, asked.get('config'))
  const code = choices.algorithms.find(({ id }) => id === asked.get('code'))
  if (code !== undefined) useCode(draft, code)
  return new RunPage(choices, draft).element
}

class RunPage {
  readonly element: HTMLElement
  readonly #choices: RunChoices
  #draft: RunDraft
  readonly #form = html`<form class="odum-form" novalidate></form>`
  readonly #said = statusLine()
  readonly #checked = html`<div></div>`
  readonly #running = html`<div></div>`
  readonly #jobs = html`<div></div>`
  readonly #edited = html`<p class="odum-hint" role="status"></p>`
  readonly #buttons: readonly HTMLButtonElement[]

  constructor(choices: RunChoices, draft: RunDraft) {
    this.#choices = choices
    this.#draft = draft
    const button = (title: string, act: () => Promise<void>, look: string): HTMLButtonElement =>
      html`<button type="button" class=${look} onclick=${() => void act()}>${title}</button>` as HTMLButtonElement
    this.#buttons = [
      button('Check the data', () => this.#check(), ''),
      button('Run the backtest', () => this.#run(), 'odum-primary'),
    ]
    this.#form.addEventListener('submit', event => event.preventDefault())
    this.element = html`<div>${this.#form}<div class="odum-actions">${this.#buttons}</div>
      ${this.#said}${this.#checked}${this.#running}<h2>Runs</h2>${this.#jobs}</div>`
    this.#draw()
    void this.#showJobs()
  }

  #draw(): void {
    const draft = this.#draft
    const { schema, algorithms } = this.#choices
    draft.onChange = () => this.#tellEdited()
    this.#form.replaceChildren(
      html`<fieldset><legend>What is run</legend>
        ${scenarioFields(this.#choices, draft, { open: name => this.#open(name), redraw: () => this.#draw() })}${this.#edited}</fieldset>`,
      html`<fieldset><legend>What decides</legend>${deciderFields(draft, algorithms)}</fieldset>`,
      html`<fieldset><legend>How</legend>${optionFields(draft)}</fieldset>`,
      this.#everySetting(schema),
    )
    this.#tellEdited()
  }

  /** The whole configuration by its schema, made when it is opened, from what the fields above say by then. */
  #everySetting(schema: RunChoices['schema']): HTMLElement {
    const place = html`<div></div>`
    const draft = this.#draft
    const show = (event: Event): void => {
      if (!(event.target as HTMLDetailsElement).open) return
      place.replaceChildren(
        schemaForm(schema, draft.config as JsonObject, (path, value) => draft.set(path, value)),
      )
    }
    return html`<details ontoggle=${show}><summary>Every setting of the configuration</summary>${place}</details>`
  }

  #tellEdited(): void {
    const { isEdited, name } = this.#draft
    this.#edited.textContent = isEdited
      ? `Changed against ${name}: it is run as it stands here; the file stays as it is.`
      : `Run as the file ${name} says.`
  }

  async #open(name: string): Promise<void> {
    await this.#during(`Reading ${name} …`, async () => {
      const { options } = this.#draft
      this.#draft = await RunDraft.open(name)
      this.#draft.options = options
      this.#checked.replaceChildren()
      this.#draw()
      return ''
    })
  }

  async #check(): Promise<void> {
    await this.#during('Looking at the data …', async () => {
      const { element } = await checkData(this.#draft)
      this.#checked.replaceChildren(element)
      return ''
    })
  }

  /** Looks at the data first: a run that cannot be is not begun. */
  async #run(): Promise<void> {
    await this.#during('Looking at the data …', async () => {
      const { ok, element } = await checkData(this.#draft)
      this.#checked.replaceChildren(element)
      if (!ok) return ''
      const job = await ask<Job>('api/backtest/run', { body: this.#draft.request() })
      this.#follow(job)
      await this.#showJobs()
      return ''
    })
  }

  #follow(job: Job): void {
    const { element } = new RunProgress(job, () => void this.#showJobs())
    this.#running.replaceChildren(element)
    element.scrollIntoView({ block: 'nearest' })
  }

  async #showJobs(): Promise<void> {
    try {
      this.#jobs.replaceChildren(await recentJobs(job => this.#follow(job)))
    } catch (error) {
      this.#jobs.replaceChildren(errorNote(error))
    }
  }

  async #during(doing: string, act: () => Promise<string>): Promise<void> {
    this.#said.textContent = doing
    for (const button of this.#buttons) button.disabled = true
    try {
      this.#said.textContent = await act()
    } catch (error) {
      this.#said.textContent = ''
      this.#checked.replaceChildren(errorNote(error))
    } finally {
      for (const button of this.#buttons) button.disabled = false
    }
  }
}
