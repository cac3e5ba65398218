import { z } from 'zod'
import type { ReplayTask } from '../jobs/replay-run.ts'

/** What the command's process and the sandbox's say to one another. The sandbox is not trusted: what it says is
 *  checked, and believed only as far as it concerns its own run. */

/** One module of a run. */
export interface CustomCode {
  readonly kind: 'strategy' | 'algorithm'
  /** As the configuration names it. */
  readonly written: string
  /** Full path of the module, and its text. */
  readonly module: string
  readonly text: string
  /** Of a strategy, as written in the configuration; an algorithm's come with each order. */
  readonly parameters: unknown
  /** The configuration that names the module, for messages. */
  readonly configFile: string
}

export type ToSandbox =
  | { readonly kind: 'replay'; readonly codes: readonly CustomCode[]; readonly task: ReplayTask }
  /** Loads a module, and tries it on a few events where that is asked for. */
  | { readonly kind: 'check'; readonly code: CustomCode; readonly isTried: boolean }
  | { readonly kind: 'source'; readonly path: string; readonly text: string | null }

const outcome = z.looseObject({
  result: z.looseObject({
    trades: z.number().int().min(0),
    bookEvents: z.number().int().min(0),
    counts: z.record(z.string(), z.number()),
    warnings: z.array(z.string().max(10_000)).max(10_000),
  }),
  resultHash: z.string().regex(/^[0-9a-f]{64}$/),
  replayMs: z.number(),
  writeMs: z.number(),
})

const TEXT_MAX = 20_000

/** What a module says of its algorithm. */
const describedAlgorithm = z.object({
  id: z.string().max(TEXT_MAX),
  title: z.string().max(TEXT_MAX),
  summary: z.string().max(TEXT_MAX),
  formula: z.string().max(TEXT_MAX),
  source: z.string().max(TEXT_MAX),
  example: z.object({
    parameters: z.record(z.string(), z.json()),
    needsLimit: z.boolean().optional(),
  }),
  /** JSON Schema. */
  parameters: z.record(z.string(), z.json()),
})

export type DescribedAlgorithm = z.output<typeof describedAlgorithm>

export const fromSandbox = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alive') }),
  /** The custom module, its parameters and the engine are in place. */
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('progress'), events: z.number(), tsNs: z.number() }),
  z.object({ kind: z.literal('write') }),
  /** Asks for a file beside the module. */
  z.object({ kind: z.literal('source'), path: z.string().max(4_096) }),
  z.object({ kind: z.literal('done'), outcome }),
  z.object({ kind: z.literal('checked'), algorithm: describedAlgorithm.optional() }),
  z.object({
    kind: z.literal('failed'),
    code: z.string().max(100),
    exitStatus: z.union([z.literal(1), z.literal(2)]),
    httpStatus: z.number().int(),
    message: z.string().max(20_000),
  }),
])

export type FromSandbox = z.output<typeof fromSandbox>
