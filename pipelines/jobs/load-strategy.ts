import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { OdumError, type StrategyFactory } from '../../engine/index.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { StrategyFailedError, StrategyModuleError, StrategyParametersError } from '../errors.ts'

/** A custom strategy, ready for one run. */
export interface LoadedStrategy {
  readonly factory: StrategyFactory
  /** SHA-256 (hex) of the module's file; files it imports are not covered. */
  readonly sourceHash: string
  /** The error to report for one that was thrown during the run: the strategy's own faults name its file. */
  faultOf(error: unknown): unknown
}

/** Loads the module of the strategy `custom` and hands it its parameters.
 *  @param cwd where the configuration's name starts
 *  @returns undefined for strategies that come with the project
 *  @throws StrategyModuleError, StrategyParametersError */
export async function loadStrategy(config: ResolvedConfig, cwd: string): Promise<LoadedStrategy | undefined> {
  const { name, module, parameters = {} } = config.strategy
  if (name !== 'custom' || module === undefined) return undefined
  const path = resolve(cwd, dirname(config.file), module)
  const refuse = (problem: string, cause?: unknown) =>
    new StrategyModuleError({ module: path, file: config.file, problem }, cause)
  const source = await readFile(path).catch((error: unknown) => {
    throw refuse('it cannot be read', error)
  })
  const sourceHash = createHash('sha256').update(source).digest('hex')
  // The hash in the address makes a file that was edited since its last import load anew.
  const url = `${pathToFileURL(path).href}?source=${sourceHash}`
  const exported: { readonly strategy?: unknown } = await import(/* @vite-ignore */ url).catch(
    (error: unknown) => {
      throw refuse(textOf(error), error)
    },
  )
  if (typeof exported.strategy !== 'function') throw refuse('it exports no function `strategy`')
  const factory: unknown = factoryOf(exported.strategy as Make, parameters, path, config.file)
  if (typeof factory !== 'function') throw refuse('its `strategy(parameters)` returns no function')
  return { factory: factory as StrategyFactory, sourceHash, faultOf: error => faultOf(error, path) }
}

type Make = (parameters: unknown) => unknown

function factoryOf(make: Make, parameters: unknown, module: string, file: string): unknown {
  try {
    return make(parameters)
  } catch (error) {
    throw new StrategyParametersError({ module, file, problem: textOf(error) }, error)
  }
}

function faultOf(error: unknown, module: string): unknown {
  if (error instanceof OdumError || !(error instanceof Error)) return error
  const isStrategy = error.stack?.includes(module) === true
  return isStrategy ? new StrategyFailedError({ module, problem: textOf(error) }, error) : error
}

function textOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}
