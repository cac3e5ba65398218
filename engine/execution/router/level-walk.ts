import type { Side } from '../../domain/codes.ts'
import type { RouteVenue } from './route-venue.ts'

/** Takes a venue's levels in units of so many lots, cheapest first. A unit that spans levels costs their sum, so that
 *  units never get cheaper on the way: taking the cheapest next unit of several walks is optimal. */
export class LevelWalk {
  /** Units taken so far, and what they cost in cost units. */
  units = 0
  cost = 0n
  readonly #venue: RouteVenue
  readonly #side: Side
  readonly #stepLots: number
  #level = 0
  #leftLots: number
  #headCost = 0n
  #headUnits = 0

  /** @param stepLots lots of one unit */
  constructor(venue: RouteVenue, side: Side, stepLots: number) {
    this.#venue = venue
    this.#side = side
    this.#stepLots = stepLots
    this.#leftLots = venue.levels?.[0]?.lots ?? 0
    this.#advance()
  }

  /** How many of the next units cost the same; 0 at the end. */
  get headUnits(): number {
    return this.#headUnits
  }

  /** What each of them costs. */
  get headCost(): bigint {
    return this.#headCost
  }

  /** Takes some of the next units, at most `headUnits`. */
  take(units: number): void {
    this.units += units
    this.cost += BigInt(units) * this.#headCost
    this.#headUnits -= units
    if (this.#headUnits === 0) this.#advance()
  }

  /** Takes so many units, whatever they cost. @returns whether there were as many */
  takeAtLeast(units: number): boolean {
    while (this.units < units && this.#headUnits > 0) this.take(Math.min(this.#headUnits, units - this.units))
    return this.units >= units
  }

  #advance(): void {
    const whole = Math.floor(this.#leftLots / this.#stepLots)
    if (whole > 0) {
      this.#headUnits = whole
      this.#headCost = BigInt(this.#stepLots) * this.#perLot()
      this.#leftLots -= whole * this.#stepLots
      return
    }
    this.#span()
  }

  /** Puts the next unit together from what several levels have left. */
  #span(): void {
    const { levels = [] } = this.#venue
    let [missing, cost] = [this.#stepLots, 0n]
    while (this.#level < levels.length && missing > 0) {
      const taken = Math.min(this.#leftLots, missing)
      if (taken > 0) cost += BigInt(taken) * this.#perLot()
      missing -= taken
      this.#leftLots -= taken
      if (this.#leftLots === 0) this.#leftLots = levels[++this.#level]?.lots ?? 0
      if (missing === this.#stepLots && this.#leftLots >= this.#stepLots) {
        this.#advance()
        return
      }
    }
    this.#headUnits = missing === 0 ? 1 : 0
    this.#headCost = cost
  }

  #perLot(): bigint {
    return this.#venue.costs.perLot(this.#side, this.#venue.levels![this.#level]!.priceTicks)
  }
}
