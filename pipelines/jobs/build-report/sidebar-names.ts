import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { StoredRun } from '../../results/stored-run.ts'

/** What the sidebar calls runs, since ids alone look alike: what decided, the end of the id, which is random, and the
 *  start of the window, UTC. */
export async function sidebarNames(runs: readonly StoredRun[]): Promise<Map<string, string>> {
  return new Map(
    await Promise.all(runs.map(async run => [run.runId, nameOf(run.runId, await summaryOf(run))] as const)),
  )
}

interface NamingSummary {
  readonly strategy?: string
  readonly algorithm?: string
  readonly window?: { readonly start?: string }
}

async function summaryOf(run: StoredRun): Promise<NamingSummary> {
  const summary = JSON.parse(await readFile(run.summaryFile, 'utf8')) as NamingSummary
  if (summary.strategy !== 'custom') return summary
  const module = await moduleOf(join(dirname(run.summaryFile), 'config.json'))
  return module === undefined ? summary : { ...summary, strategy: basename(module, '.ts') }
}

/** The file of a custom strategy; undefined where a run kept no configuration. */
async function moduleOf(configFile: string): Promise<string | undefined> {
  const text = await readFile(configFile, 'utf8').catch(() => '{}')
  return (JSON.parse(text) as { readonly strategy?: { readonly module?: string } }).strategy?.module
}

function nameOf(runId: string, { strategy = 'run', algorithm = 'normal', window }: NamingSummary): string {
  const decider = (algorithm === 'normal' ? strategy : algorithm).replaceAll('_', ' ')
  const start = window?.start === undefined ? '' : ` · ${window.start.slice(0, 16).replace('T', ' ')}`
  return `${decider} ${runId.slice(-6)}${start}`
}
