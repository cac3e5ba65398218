import { Listr, ListrLogger, type ListrTask, ProcessOutput } from 'listr2'
import type { CommandIo } from './command-io.ts'

/** One step of a long job. */
export interface Stage {
  readonly title: string
  /** Does the work; `report` shows a line while it runs. @returns what it came to, in a few words. */
  readonly run: (report: (line: string) => void) => Promise<string | undefined>
}

const PLAIN_INTERVAL_MS = 2_000

/** Runs stages one after another with progress on stderr: a live list on a terminal, else plain lines.
 *  The first that fails ends the job with its error. */
export async function runStages(io: CommandIo, stages: readonly Stage[]): Promise<void> {
  if (!io.isTerminal) {
    for (const stage of stages) {
      if (io.signal.aborted) return
      await runPlain(io, stage)
    }
    return
  }
  const processOutput = new ProcessOutput(process.stderr, process.stderr)
  const live = new Listr(
    stages.map(stage => liveTask(io, stage)),
    {
      renderer: 'default',
      rendererOptions: {
        logger: new ListrLogger({ useIcons: false, processOutput }),
        showErrorMessage: false,
      },
      registerSignalListeners: false,
    },
  )
  await live.run()
}

async function runPlain(io: CommandIo, stage: Stage): Promise<void> {
  let reportedMs = Date.now()
  const outcome = await stage.run(line => {
    if (Date.now() - reportedMs < PLAIN_INTERVAL_MS) return
    reportedMs = Date.now()
    io.notify(`${stage.title}: ${line}`)
  })
  io.notify(outcome === undefined ? stage.title : `${stage.title}: ${outcome}`)
}

function liveTask(io: CommandIo, stage: Stage): ListrTask {
  return {
    title: stage.title,
    skip: () => io.signal.aborted,
    task: async (_, task) => {
      const outcome = await stage.run(line => {
        task.output = line
      })
      if (outcome !== undefined) task.title = `${stage.title}: ${outcome}`
    },
  }
}
