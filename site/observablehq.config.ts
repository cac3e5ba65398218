import { notebookPages } from './loaders/notebook-pages.ts'

/** Framework's configuration. The job that builds the site assembles its root and tells where by
 *  ODUM_SITE_ROOT, ODUM_SITE_OUTPUT, ODUM_RESULTS_ROOT, ODUM_SITE_RUNS and ODUM_SITE_PAGES. */

const root = process.env.ODUM_SITE_ROOT ?? 'site/pages'
const runIds = (process.env.ODUM_SITE_PAGES ?? '').split(',').filter(id => id !== '')
/** Runs listed in the sidebar; the comparison table lists all. */
const SIDEBAR_RUNS_MAX = 30

export default {
  root,
  output: process.env.ODUM_SITE_OUTPUT ?? 'dist/site',
  title: 'Odum',
  style: 'style.css',
  // Inputs taken from node_modules lack their style sheet; this also leaves out the theme's web font.
  globalStylesheets: ['observablehq:stdlib/inputs.css'],
  head:
    '<link rel="icon" href="data:,"><meta name="color-scheme" content="light dark">' +
    `<script>${headScript()}</script>`,
  footer: '',
  // A plain file server, `python3 -m http.server` say, adds no extension of its own.
  preserveExtension: true,
  pager: false,
  search: false,
  toc: { label: 'On this page' },
  interpreters: { '.ts': [process.execPath], '.sql': [process.execPath, sqlLoader()] },
  pages: [
    { name: 'Comparison', path: '/' },
    { name: 'Run', path: '/run' },
    { name: 'Algorithms', path: '/algorithms' },
    { name: 'Definitions', path: '/definitions' },
    { name: 'SQL', path: '/sql' },
    { name: 'Status', path: '/status' },
    { name: 'Runs', pages: runIds.slice(-SIDEBAR_RUNS_MAX).map(id => ({ name: id, path: `/runs/${id}` })) },
    { name: 'Notebooks', open: true, pages: await notebookPages(root) },
  ],
  dynamicPaths: runIds.map(id => `/runs/${id}`),
}

function sqlLoader(): string {
  return new URL('./loaders/sql-loader.ts', import.meta.url).pathname
}

/** Names the language, and tells the style sheet whether a service serves the site: the file `service.json` of a built
 *  site says no, and a service answers in its place. */
function headScript(): string {
  return (
    'document.documentElement.lang = "en";' +
    'addEventListener("DOMContentLoaded", () => {' +
    `const sheet = document.querySelector('link[rel="stylesheet"][href*="_observablehq/"]');` +
    'if (sheet === null) return;' +
    'const root = sheet.href.slice(0, sheet.href.indexOf("_observablehq/"));' +
    'fetch(root + "service.json", { cache: "no-store" }).then(answer => answer.json()).then(({ service }) => {' +
    'if (service) document.documentElement.dataset.service = "on" }).catch(() => {}) })'
  )
}
