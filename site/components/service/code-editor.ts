import { javascript } from '@codemirror/lang-javascript'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { oneDark } from '@codemirror/theme-one-dark'
import { keymap } from '@codemirror/view'
import { basicSetup, EditorView } from 'codemirror'
import type { Problem } from './service-api.js'

export interface EditorOptions {
  readonly text: string
  /** What a screen reader says of it. */
  readonly label: string
  readonly language: Extension
  readonly isReadOnly?: boolean
  readonly onChange?: (text: string) => void
  /** Ctrl-S or Cmd-S. */
  readonly onSave?: () => void
  /** Ctrl-Enter or Cmd-Enter. */
  readonly onRun?: () => void
}

/** A text that is edited. Tab leaves it, as everywhere on the page; Ctrl-] indents. */
export interface CodeEditor {
  readonly element: HTMLElement
  text(): string
  replace(text: string): void
  setReadOnly(isReadOnly: boolean): void
  /** Marks problems at their lines, in the margin and below the text. */
  showProblems(problems: readonly Problem[]): void
  /** @param line from 1. */
  goTo(line: number, column: number): void
}

export const typescriptLanguage = (): Extension => javascript({ typescript: true })

/** Follows the system's light or dark. */
export function editorTheme(): { extension: Extension; follow(view: EditorView): void } {
  const theme = new Compartment()
  const media = matchMedia('(prefers-color-scheme: dark)')
  const chosen = (): Extension => (media.matches ? oneDark : [])
  return {
    extension: theme.of(chosen()),
    follow: view =>
      media.addEventListener('change', () => view.dispatch({ effects: theme.reconfigure(chosen()) })),
  }
}

export function codeEditor(options: EditorOptions): CodeEditor {
  const element = document.createElement('div')
  element.className = 'odum-editor'
  const theme = editorTheme()
  const access = new Compartment()
  const command = (run: (() => void) | undefined) => () => {
    run?.()
    return run !== undefined
  }
  const view = new EditorView({
    parent: element,
    doc: options.text,
    extensions: [
      keymap.of([
        { key: 'Mod-s', run: command(options.onSave), preventDefault: true },
        { key: 'Mod-Enter', run: command(options.onRun) },
      ]),
      basicSetup,
      options.language,
      lintGutter(),
      theme.extension,
      access.of(readOnly(options.isReadOnly === true)),
      EditorView.contentAttributes.of({ 'aria-label': options.label }),
      EditorView.updateListener.of(update => {
        if (update.docChanged) options.onChange?.(update.state.doc.toString())
      }),
    ],
  })
  theme.follow(view)
  return {
    element,
    text: () => view.state.doc.toString(),
    replace: text =>
      view.dispatch(setDiagnostics(view.state, []), {
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: 0 },
      }),
    setReadOnly: isReadOnly => view.dispatch({ effects: access.reconfigure(readOnly(isReadOnly)) }),
    showProblems: problems =>
      view.dispatch(
        setDiagnostics(
          view.state,
          problems.map(problem => diagnosticOf(view.state, problem)),
        ),
      ),
    goTo: (line, column) => {
      const { from } = spanOf(view.state, line, column)
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      })
      view.focus()
    },
  }
}

/** One that is read-only can still be focused, selected and copied. */
function readOnly(isReadOnly: boolean): Extension {
  return EditorState.readOnly.of(isReadOnly)
}

function diagnosticOf(state: EditorState, { line, column, message }: Problem): Diagnostic {
  return { ...spanOf(state, line ?? 1, column ?? 1), severity: 'error', message }
}

/** The word at a place, or the rest of its line. */
function spanOf(state: EditorState, line: number, column: number): { from: number; to: number } {
  const found = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines))
  const from = Math.min(found.from + Math.max(column - 1, 0), found.to)
  const word = /^[\w$"'.-]+/.exec(state.doc.sliceString(from, found.to))?.[0]
  return { from, to: word === undefined ? found.to : from + word.length }
}
