import { setFlagsFromString } from 'node:v8'

/** Lets the compiler inline more of a replay's loop than it would by default: the way of an order from strategy to record
 *  is a dozen small methods of a dozen files, and calls between them cost a fifth of its time. It changes no result. Code
 *  compiled before keeps its calls, so this comes before the first replay of a process. */
export function inlineHotLoops(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000')
  setFlagsFromString('--max-inlined-bytecode-size=1500')
}
