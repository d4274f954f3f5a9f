/** A position at its last known price. */
export interface Holding {
  readonly unrealised: number;
  readonly margin: number;
}

/** What the lanes of a simulation share: the money. USDT. */
export class Account {
  /** Starting equity plus everything realised: PnL, fees, funding. */
  cash: number;
  /** Highest equity at a close so far. */
  peak: number;
  readonly holdings: Holding[] = [];

  constructor(equity: number) {
    this.cash = equity;
    this.peak = equity;
  }

  get equity(): number {
    let equity = this.cash;
    for (let k = 0; k < this.holdings.length; k++) equity += this.holdings[k].unrealised;
    return equity;
  }

  get marginInUse(): number {
    let margin = 0;
    for (let k = 0; k < this.holdings.length; k++) margin += this.holdings[k].margin;
    return margin;
  }
}

export const ACCOUNT_FIELDS = ['cash', 'peak'] as const;
