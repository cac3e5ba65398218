import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { OdumError, type StrategyFactory } from '../../engine/index.ts'
import { StrategyFailedError, StrategyModuleError, StrategyParametersError } from '../errors.ts'
import type { CustomCode } from '../sandbox/messages.ts'
import { type ReplayHost, replayRun } from './replay-run.ts'

/** Imports a custom strategy into this process: with a debugger and stack traces, and with every right of the command.
 *  @throws StrategyModuleError, StrategyParametersError */
export async function trustedReplay(code: CustomCode, sourceHash: string): Promise<ReplayHost> {
  const { module, configFile: file, parameters } = code
  const refuse = (problem: string, cause?: unknown) =>
    new StrategyModuleError({ module, file, problem }, cause)
  // The hash in the address makes a file that was edited since its last import load anew.
  const url = `${pathToFileURL(module).href}?source=${sourceHash}`
  const exported: { readonly strategy?: unknown } = await import(/* @vite-ignore */ url).catch(
    (error: unknown) => {
      throw refuse(textOf(error), error)
    },
  )
  if (typeof exported.strategy !== 'function') throw refuse('it exports no function `strategy`')
  let factory: unknown
  try {
    factory = exported.strategy(parameters)
  } catch (error) {
    throw new StrategyParametersError({ module, file, problem: textOf(error) }, error)
  }
  if (typeof factory !== 'function') throw refuse('its `strategy(parameters)` returns no function')
  return async (task, hooks) => {
    try {
      return await replayRun(task, { ...hooks, strategy: factory as StrategyFactory })
    } catch (error) {
      throw faultOf(error, module)
    }
  }
}

/** The error to report: the strategy's own faults name its file. */
function faultOf(error: unknown, module: string): unknown {
  if (error instanceof OdumError || !(error instanceof Error)) return error
  const isStrategy = error.stack?.includes(module) === true
  return isStrategy ? new StrategyFailedError({ module, problem: textOf(error) }, error) : error
}

function textOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}
