/** Makes a call outside one that custom code may make: its arguments become numbers, and an error thrown outside, an
 *  object of that side, is dropped. The other side keeps its error and ends the run with it. */
export function guarded<Result>(
  call: (first: number, second: number, third: number) => Result,
): (first?: number, second?: number, third?: number) => Result {
  return (first = 0, second = 0, third = 0) => {
    const a = +first
    const b = +second
    const c = +third
    try {
      return call(a, b, c)
    } catch {
      throw new RangeError('the call failed outside the module')
    }
  }
}
