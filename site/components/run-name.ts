/** What decided in a run. */
export interface Decider {
  readonly strategy: string | null
  readonly algorithm: string | null
  readonly config?: unknown
}

/** What decided in a run, in a word or two: the execution algorithm, the file of a custom strategy, else the strategy. */
export function deciderName({ strategy, algorithm, config }: Decider): string {
  if (algorithm !== null && algorithm !== '' && algorithm !== 'normal') {
    const isRouted = Boolean((config as { router?: unknown } | undefined)?.router)
    return isRouted ? `${algorithm}, routed` : algorithm
  }
  const module = moduleOf(config)
  if (module !== undefined) return module.replace(/^.*\//, '').replace(/\.[jt]s$/, '')
  return (strategy ?? 'run').replaceAll('_', ' ')
}

/** The short name of a run on charts and in headings: what decided, and the end of its id, which is random. */
export function runName(runId: string, decider: Decider): string {
  return `${deciderName(decider)} ${runId.slice(-6)}`
}

function moduleOf(config: unknown): string | undefined {
  const { strategy } = (config ?? {}) as { strategy?: { module?: unknown } }
  return typeof strategy?.module === 'string' ? strategy.module : undefined
}
