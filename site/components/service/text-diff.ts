import { unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { html } from '../std.js'
import { editorTheme } from './code-editor.js'

/** How one text became another: removed lines above the added ones, long equal parts folded. */
export function textDiff(before: string, after: string, language: Extension, label: string): HTMLElement {
  if (before === after) return html`<p class="odum-empty">There is no difference.</p>`
  const element = html`<div class="odum-editor odum-diff"></div>`
  const theme = editorTheme()
  const view = new EditorView({
    parent: element,
    doc: after,
    extensions: [
      lineNumbers(),
      language,
      theme.extension,
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      unifiedMergeView({
        original: before,
        mergeControls: false,
        collapseUnchanged: { margin: 3, minSize: 6 },
      }),
    ],
  })
  theme.follow(view)
  return element
}
