import {
  type AlgorithmDefinition,
  Replay,
  type ReplayProgress,
  type ReplayResult,
  type ReplayScenario,
  type SnapshotMode,
  type StrategyFactory,
} from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { ResultHash } from '../recording/result-hash.ts'
import { RunRecorder } from '../recording/run-recorder.ts'
import { ThreadedWriter } from '../recording/threaded-writer.ts'
import { backtestScenario } from './backtest-scenario.ts'
import { inlineHotLoops } from './inline-hot-loops.ts'
import { openFeeds } from './open-feeds.ts'
import type { ReplayCells } from './replay-cells.ts'
import type { VolumeProfiles } from './volume-profiles.ts'

/** What one replay needs, as plain data: it may be done in another process. */
export interface ReplayTask {
  readonly config: ResolvedConfig
  readonly window: TimeRange
  readonly snapshotMode: SnapshotMode
  readonly closePositions: boolean
  readonly cells: ReplayCells
  /** Those that the configuration's algorithms ask for. */
  readonly volumes: VolumeProfiles
  /** Where the result tables go, an empty folder; undefined in fast mode. */
  readonly folder: string | undefined
}

export interface ReplayHooks {
  /** In place of the configured strategy. */
  readonly strategy?: StrategyFactory
  /** Algorithms of one's own, by the file as the configuration names it. */
  readonly algorithms?: ReadonlyMap<string, AlgorithmDefinition>
  readonly onProgress?: (progress: ReplayProgress) => void
  /** Told when the replay is done and its tables are being completed. */
  readonly onWrite?: () => void
  /** Asked between batches; the replay ends with what it throws. */
  readonly throwIfAborted?: () => void
}

/** What a replay came to; plain data as well. */
export interface ReplayOutcome {
  readonly result: ReplayResult
  readonly resultHash: string
  /** Wall-clock milliseconds of the replay and of completing its tables. */
  readonly replayMs: number
  readonly writeMs: number
}

/** Where a replay is done: in this process or in another one. */
export type ReplayHost = (task: ReplayTask, hooks: ReplayHooks) => Promise<ReplayOutcome>

/** Replays converted cells in this process and writes the result tables. @throws OdumError of the step that failed */
export const replayRun: ReplayHost = async (task, hooks) => {
  inlineHotLoops()
  const startedMs = performance.now()
  const { config, window, snapshotMode, closePositions } = task
  const { strategy, algorithms } = hooks
  const scenario = backtestScenario(config, window, {
    snapshotMode,
    closePositions,
    volumes: task.volumes,
    ...(strategy && { strategy }),
    ...(algorithms && { algorithms }),
  })
  const recorder = task.folder === undefined ? undefined : openRecorder(task, scenario, task.folder)
  try {
    const { result, resultHash } = await replayed(task, scenario, recorder, hooks)
    const replayedMs = performance.now()
    hooks.onWrite?.()
    await recorder?.finish()
    const writeMs = performance.now() - replayedMs
    return { result, resultHash, replayMs: replayedMs - startedMs, writeMs }
  } finally {
    recorder?.[Symbol.dispose]()
  }
}

function openRecorder(task: ReplayTask, scenario: ReplayScenario, folder: string): RunRecorder {
  const { config, window, cells } = task
  const writer = new ThreadedWriter({
    folder,
    originNs: window.startNs,
    instruments: scenario.instruments,
    accounts: scenario.venues.map(({ startingBalances }) => ({ startingBalances })),
    tradeCells: cells.tradeCells,
    hasParents: scenario.execution !== undefined,
    hasRoutes: scenario.router !== undefined,
    onPrintsAlone:
      scenario.execution === undefined &&
      cells.instruments.every(({ book }) => book === undefined) &&
      config.strategy.name === 'trade_driven',
  })
  return new RunRecorder(scenario.instruments, writer)
}

async function replayed(
  { window, cells }: ReplayTask,
  scenario: ReplayScenario,
  recorder: RunRecorder | undefined,
  { onProgress, throwIfAborted }: ReplayHooks,
): Promise<{ result: ReplayResult; resultHash: string }> {
  await using resources = new AsyncDisposableStack()
  const feeds = await openFeeds(
    scenario.instruments,
    cells.instruments,
    { window, isNumbered: recorder !== undefined },
    resources,
  )
  using hash = new ResultHash(`odum result 1 ${window.startNs}\n`)
  const result = await new Replay(scenario, {
    feeds,
    digest: hash,
    ...(recorder && { records: recorder }),
    ...(onProgress && { onProgress }),
    ...(throwIfAborted && { throwIfAborted }),
  }).run()
  return { result, resultHash: await hash.finish() }
}
