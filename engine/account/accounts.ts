import type { Account } from './account.ts'
import type { Wallet } from './wallet.ts'

/** A venue's account as results name it. */
export interface NamedAccount {
  /** The venue's name. */
  readonly name: string
  readonly account: Account
}

/** The accounts of a run, one per venue, in the venues' order. */
export class Accounts {
  readonly all: readonly NamedAccount[]
  /** Of all accounts, one account after another: result tables refer to a wallet by its place in this list. */
  readonly wallets: readonly Wallet[]
  readonly #byInstrument: readonly Account[]

  /** @param venueIndexOf index of each instrument's venue */
  constructor(all: readonly NamedAccount[], venueIndexOf: readonly number[]) {
    this.all = all
    this.wallets = all.flatMap(({ account }) => account.wallets)
    this.#byInstrument = venueIndexOf.map(venueIndex => all[venueIndex]!.account)
  }

  /** The account an instrument trades in. */
  of(instrumentIndex: number): Account {
    return this.#byInstrument[instrumentIndex]!
  }
}
