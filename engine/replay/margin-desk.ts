import type { Accounts } from '../account/accounts.ts'
import type { MarginShortfall, MarginWatch } from '../account/margin-watch.ts'
import type { OrderDesk } from './order-desk.ts'

/** Events that a run keeps whole; beyond them they are only counted. */
const EVENTS_MAX = 1_000

/** A wallet of a margin account that fell short, in money units of its currency. */
export interface MarginEvent {
  readonly tsNs: number
  readonly account: string
  readonly currency: string
  readonly precision: number
  readonly kind: MarginShortfall['kind']
  readonly equityUnits: bigint
  readonly requiredUnits: bigint
}

/** Calls for margin and liquidates in the venues' name, after market events of accounts that are watched.
 *
 *  A liquidation cancels all orders of the instruments that settle in the wallet, then closes their positions by
 *  market orders without latency; what finds no liquidity is tried again with each event that offers some.
 *  Unrealistic in that venues liquidate in steps and take positions over at the bankruptcy price. */
export class MarginDesk {
  marginCalls = 0
  liquidations = 0
  readonly events: MarginEvent[] = []
  readonly #accounts: Accounts
  readonly #desk: OrderDesk
  /** Whether any account needs to be looked at. */
  isArmed = false

  /** @param liquidates whether each account is liquidated, in the order of the accounts */
  constructor(accounts: Accounts, desk: OrderDesk, liquidates: readonly boolean[]) {
    this.#accounts = accounts
    this.#desk = desk
    accounts.all.forEach(({ account: { watch } }, accountIndex) => {
      if (watch === undefined) return
      watch.liquidates = liquidates[accountIndex] === true
      watch.onArmed(() => {
        this.isArmed = true
      })
    })
  }

  /** Looks at all accounts at current marks. */
  check(nowNs: number): void {
    this.isArmed = false
    for (const { name, account } of this.#accounts.all) {
      if (account.watch === undefined) continue
      this.#checkAccount(name, account.watch, nowNs)
      this.isArmed ||= account.watch.isArmed
    }
  }

  #checkAccount(account: string, watch: MarginWatch, nowNs: number): void {
    for (const shortfall of watch.shortfalls()) {
      const { wallet, kind, equityUnits, requiredUnits } = shortfall
      const { currency, precision } = wallet
      const note = (): void => {
        if (this.events.length >= EVENTS_MAX) return
        this.events.push({ tsNs: nowNs, account, currency, precision, kind, equityUnits, requiredUnits })
      }
      if (kind === 'margin_call') {
        this.marginCalls++
        note()
      } else {
        if (!watch.isLiquidated(wallet)) {
          this.liquidations++
          note()
        }
        watch.liquidated(wallet)
        this.#desk.liquidate(watch.instrumentsOf(wallet))
      }
    }
  }

  warnings(): string[] {
    const first = (kind: MarginShortfall['kind']) => this.events.find(event => event.kind === kind)
    const text = (count: number, what: string, event: MarginEvent | undefined): string[] =>
      event === undefined
        ? []
        : [`${count} ${what}${count === 1 ? '' : 's'}; the first in ${event.account} (${event.currency}).`]
    return [
      ...text(this.marginCalls, 'margin call', first('margin_call')),
      ...text(this.liquidations, 'liquidation', first('liquidation')),
    ]
  }
}
