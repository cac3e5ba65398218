import { WideSum } from '../domain/wide-sum.ts'

/** What a wallet held at a run's start and end, in money units of 10^-precision. */
export interface WalletResult {
  readonly currency: string
  readonly precision: number
  readonly startingUnits: bigint
  readonly finalUnits: bigint
}

/** One currency's balance in exact money units of 10^-precision. */
export class Wallet {
  readonly currency: string
  readonly precision: number
  readonly startingUnits: bigint
  readonly balance: WideSum
  /** Realised less commissions of the fills that settle in it, with funding and fees: what trading came to, whatever
   *  is held besides. */
  readonly trading = new WideSum()
  /** What working orders of a cash account keep of the balance. */
  readonly reserved = new WideSum()

  constructor(currency: string, precision: number, startingUnits: bigint) {
    this.currency = currency
    this.precision = precision
    this.startingUnits = startingUnits
    this.balance = new WideSum(startingUnits)
  }

  result(): WalletResult {
    const { currency, precision, startingUnits } = this
    return { currency, precision, startingUnits, finalUnits: this.balance.value() }
  }
}
