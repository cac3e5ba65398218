import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { CommandIo } from './command-io.ts'

/** One top-level command: what `odum --help` shows, and its module, loaded only when it is run. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<(io: CommandIo) => CommandUnknownOpts>
}

/** Every command, in the order of `odum --help`. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'try everything on generated data, without a network',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'sample',
    summary: 'generate seeded synthetic trades and book snapshots',
    load: async () => (await import('./sample.ts')).sampleCommand,
  },
  {
    name: 'datasets',
    summary: 'scan raw data: days, instruments, types, sizes, what is converted',
    load: async () => (await import('./datasets.ts')).datasetsCommand,
  },
  {
    name: 'data',
    summary: 'check whether raw data can serve a configuration',
    load: async () => (await import('./data.ts')).dataCommand,
  },
  {
    name: 'instruments',
    summary: 'import, list and show definitions of instruments',
    load: async () => (await import('./instruments.ts')).instrumentsCommand,
  },
  {
    name: 'catalog',
    summary: 'show what the catalog holds, and keep it in order',
    load: async () => (await import('./catalog.ts')).catalogCommand,
  },
  {
    name: 'convert',
    summary: 'convert the raw data of a window into the catalog',
    load: async () => (await import('./convert.ts')).convertCommand,
  },
  {
    name: 'sql',
    summary: 'query the catalog and the results with SQL',
    load: async () => (await import('./sql.ts')).sqlCommand,
  },
  {
    name: 'backtest',
    summary: 'replay a window through the simulated exchange',
    load: async () => (await import('./backtest.ts')).backtestCommand,
  },
  {
    name: 'algorithms',
    summary: 'list, show and validate execution algorithms',
    load: async () => (await import('./algorithms.ts')).algorithmsCommand,
  },
  {
    name: 'results',
    summary: 'list, show, compare and remove runs',
    load: async () => (await import('./results.ts')).resultsCommand,
  },
  {
    name: 'report',
    summary: 'build a static report of runs, and serve it',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  {
    name: 'site',
    summary: 'build or watch the site over all runs',
    load: async () => (await import('./site.ts')).siteCommand,
  },
  {
    name: 'serve',
    summary: 'run the backtest service',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'dev',
    summary: 'tools for trying things out and for development',
    load: async () => (await import('./dev.ts')).devCommand,
  },
]
