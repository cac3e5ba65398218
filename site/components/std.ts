// The one place that takes libraries from node_modules: Framework's own implicit ones come from a CDN.
// Components import each other as `.js`, the only extension Framework follows; it serves the `.ts` file.
export * as Inputs from '@observablehq/inputs'
export * as Plot from '@observablehq/plot'
export { html, svg } from 'htl'
