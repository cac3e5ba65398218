import { html } from '../std.js'
import { type CodeEditor, codeEditor } from './code-editor.js'
import { type Problem, ServiceError } from './service-api.js'
import { errorNote, statusLine } from './service-page.js'
import { backupList } from './text-backups.js'
import { textDiff } from './text-diff.js'
import type { ReadText, TextStore } from './text-store.js'

/** What the list beside a panel is told. */
export interface PanelListener {
  onSaved(name: string): Promise<void>
  onEdited(): void
}

const TYPING_PAUSE_MS = 700

/** One text: its editor, what can be done with it, and what is wrong with it. */
export class TextPanel {
  readonly element: HTMLElement
  readonly #store: TextStore
  readonly #name: string
  readonly #listener: PanelListener
  #read: ReadText
  readonly #editor: CodeEditor
  readonly #said = statusLine()
  readonly #problems = html`<div class="odum-problems"></div>`
  readonly #drawer = html`<div class="odum-drawer"></div>`
  readonly #buttons: Readonly<Record<'check' | 'save' | 'copy' | 'changes' | 'backups', HTMLButtonElement>>
  #drawn: string | undefined
  #pause: ReturnType<typeof setTimeout> | undefined
  #isBusy = false

  private constructor(store: TextStore, name: string, read: ReadText, listener: PanelListener) {
    this.#store = store
    this.#name = name
    this.#read = read
    this.#listener = listener
    this.#editor = codeEditor({
      text: read.text,
      label: `Text of ${name}`,
      language: store.language(),
      onChange: () => this.#edited(),
      onSave: () => void (this.#read.isReadOnly ? this.#showCopy() : this.#save()),
    })
    const button = (title: string, act: () => unknown): HTMLButtonElement =>
      html`<button type="button" onclick=${() => void act()}>${title}</button>` as HTMLButtonElement
    this.#buttons = {
      check: button('Check', () => this.#check()),
      save: button('Save', () => this.#save()),
      copy: button('Save a copy', () => this.#showCopy()),
      changes: button('Changes', () => this.#showChanges()),
      backups: button('Backups', () => this.#showBackups()),
    }
    const { check, save, copy, changes, backups } = this.#buttons
    const run = store.runAddress(name)
    this.element = html`<section aria-label=${name}>
      <h2 class="odum-text-name">${name}${read.isReadOnly ? html` <small>comes with the project, read-only</small>` : ''}</h2>
      ${read.about}
      <div class="odum-actions">${check}${read.isReadOnly ? '' : save}${copy}${changes}${read.isReadOnly ? '' : backups}
        ${run === undefined ? '' : html`<a class="odum-action" href=${run}>Run with it</a>`}</div>
      ${this.#said}${this.#problems}${this.#drawer}
      ${this.#editor.element}
      ${read.isReadOnly ? html`<p class="odum-hint">Edit it freely: it is saved as a copy of yours.</p>` : ''}
    </section>`
    this.#follow()
  }

  static async open(store: TextStore, name: string, listener: PanelListener): Promise<TextPanel> {
    return new TextPanel(store, name, await store.read(name), listener)
  }

  get isEdited(): boolean {
    return this.#editor.text() !== this.#read.text
  }

  #edited(): void {
    this.#follow()
    this.#listener.onEdited()
    clearTimeout(this.#pause)
    if (this.#store.checksWhileTyping) this.#pause = setTimeout(() => void this.#check(), TYPING_PAUSE_MS)
  }

  /** Buttons that would do nothing cannot be pressed. */
  #follow(): void {
    const { check, save, changes } = this.#buttons
    check.disabled = this.#isBusy
    save.disabled = this.#isBusy || !this.isEdited
    changes.disabled = !this.isEdited
  }

  async #check(): Promise<void> {
    const text = this.#editor.text()
    await this.#busy('Checking …', async () => {
      const problems = await this.#store.check(text, this.#name)
      this.#showProblems(problems)
      return problems.length === 0 ? 'Nothing is wrong with it.' : counted(problems.length)
    })
  }

  async #save(ifMatch = this.#read.etag): Promise<void> {
    const text = this.#editor.text()
    await this.#busy('Checking and saving …', async () => {
      const etag = await this.#store.save(this.#name, text, ifMatch, this.#name)
      this.#read = { ...this.#read, text, etag }
      this.#showProblems([])
      this.#close()
      await this.#listener.onSaved(this.#name)
      return 'Saved. What stood there before is a backup.'
    })
  }

  async #saveCopy(name: string): Promise<void> {
    await this.#busy('Checking and saving …', async () => {
      await this.#store.save(name, this.#editor.text(), undefined, this.#name)
      this.#editor.replace(this.#read.text)
      this.#showProblems([])
      this.#close()
      await this.#listener.onSaved(name)
      return `Saved as ${name}.`
    })
  }

  /** Does one thing at a time, and says what came of it. */
  async #busy(doing: string, act: () => Promise<string>): Promise<void> {
    if (this.#isBusy) return
    clearTimeout(this.#pause)
    this.#isBusy = true
    this.#said.textContent = doing
    this.#follow()
    try {
      this.#said.textContent = await act()
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#isBusy = false
      this.#follow()
    }
  }

  #fail(error: unknown): void {
    const problems = error instanceof ServiceError ? error.problems : []
    const isOfText = problems.some(({ line }) => line !== undefined)
    this.#said.textContent = isOfText ? `Not saved. ${counted(problems.length)}` : ''
    if (isOfText) this.#showProblems(problems)
    else this.#problems.replaceChildren(errorNote(error))
    if (error instanceof ServiceError && error.status === 412) this.#problems.append(this.#conflict())
  }

  /** Someone else saved meanwhile: neither text is lost. */
  #conflict(): HTMLElement {
    const latest = async (): Promise<ReadText> => await this.#store.read(this.#name)
    const compare = async (): Promise<void> =>
      this.#draw('conflict', this.#diff((await latest()).text, 'What stands there now, and your text'))
    const overwrite = async (): Promise<void> => await this.#save((await latest()).etag)
    return html`<div class="odum-actions">
      <button type="button" onclick=${() => void compare()}>Show the difference</button>
      <button type="button" onclick=${() => void overwrite()}>Save over it</button></div>`
  }

  #showProblems(problems: readonly Problem[]): void {
    this.#editor.showProblems(problems.filter(({ line }) => line !== undefined && line > 0))
    this.#problems.replaceChildren(
      ...(problems.length === 0
        ? []
        : [html`<ul aria-label="Problems">${problems.map(problem => this.#problem(problem))}</ul>`]),
    )
  }

  #problem({ line, column, path, message }: Problem): HTMLElement {
    const what = path === undefined || path === '' ? '' : html`<code>${path}</code> `
    if (line === undefined || line === 0) return html`<li>${what}${message}</li>`
    const go = (): void => this.#editor.goTo(line, column ?? 1)
    return html`<li><button type="button" onclick=${go}>line ${line}</button> ${what}${message}</li>`
  }

  #showCopy(): void {
    const input = html`<input name="name" required maxlength="100" pattern="[A-Za-z0-9](?:[A-Za-z0-9_]|-)*"
      title="letters, digits, - and _" value=${this.#store.copyName(this.#name)}>` as HTMLInputElement
    const submit = (event: Event): void => {
      event.preventDefault()
      void this.#saveCopy(input.value)
    }
    this.#draw(
      'copy',
      html`<form class="odum-actions" onsubmit=${submit}><label>Name of the copy ${input}</label><button>Save it</button></form>`,
    )
    if (this.#drawn !== undefined) input.select()
  }

  #showChanges(): void {
    this.#draw('changes', this.#diff(this.#read.text, 'What you changed'))
  }

  async #showBackups(): Promise<void> {
    try {
      this.#draw(
        'backups',
        await backupList(this.#store, this.#name, {
          diff: before => this.#diff(before, 'The backup, and the text as it stands'),
          restore: async backup => {
            await this.#store.restore(this.#name, backup, this.#read.etag)
            this.#read = await this.#store.read(this.#name)
            this.#editor.replace(this.#read.text)
            this.#close()
            this.#said.textContent = `Restored from ${backup}. What stood there is a backup itself.`
            this.#follow()
          },
        }),
      )
    } catch (error) {
      this.#fail(error)
    }
  }

  #diff(before: string, label: string): HTMLElement {
    return html`<figure class="odum-figure"><figcaption class="odum-figure-summary">${label}: removed lines are red, added ones green.</figcaption>
      ${textDiff(before, this.#editor.text(), this.#store.language(), label)}</figure>`
  }

  /** Opens a drawer above the editor; asked again, closes it. */
  #draw(what: string, content: Element): void {
    if (this.#drawn === what) {
      this.#close()
      return
    }
    this.#drawn = what
    this.#drawer.replaceChildren(content)
  }

  #close(): void {
    this.#drawn = undefined
    this.#drawer.replaceChildren()
  }
}

function counted(problems: number): string {
  return problems === 1 ? 'One problem.' : `${problems} problems.`
}
