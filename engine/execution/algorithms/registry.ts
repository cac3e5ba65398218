import type { AlgorithmDefinition } from './algorithm.ts'
import { iceberg } from './iceberg.ts'
import { implementationShortfall } from './implementation-shortfall.ts'
import { pov } from './pov.ts'
import { twap } from './twap.ts'
import { vwap } from './vwap.ts'

/** The algorithms that come with the engine, by id: a new one is a file here and a line in this list. */
export const ALGORITHMS: readonly AlgorithmDefinition[] = [iceberg, implementationShortfall, pov, twap, vwap]
