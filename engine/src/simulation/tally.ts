/** What a sceptic asks about a run: how often the broker had to assume, wait, cut or refuse. */
export class Tally {
  /** Rows in which a position was open at some moment. */
  exposedRows = 0;
  /** Fills that had to wait over missing bars, and the bars waited. */
  waitedFills = 0;
  waitedBars = 0;
  /** Bars in which both the stop and the target were reached and no finer timeframe could tell. */
  bothHit = 0;
  /** Bars whose order of events was read from the finer timeframe. */
  drilledBars = 0;
  /** Orders cut to what the equity could carry. */
  reducedOrders = 0;
  /** Entries refused: no equity, a size below one lot, or a stop or size whose input was missing. */
  refusedOrders = 0;
  /** Bars at which both entry rules held while flat: neither was taken. */
  conflicts = 0;
  /** Pairs of which one leg was alone after a liquidation or a refusal. */
  brokenPairs = 0;
  settlements = 0;
  /** Settlements whose rate was not seen because the bar is longer than the funding interval. */
  estimatedSettlements = 0;
  turnover = 0;
}

export const TALLY_FIELDS = [
  'exposedRows',
  'waitedFills',
  'waitedBars',
  'bothHit',
  'drilledBars',
  'reducedOrders',
  'refusedOrders',
  'conflicts',
  'brokenPairs',
  'settlements',
  'estimatedSettlements',
  'turnover',
] as const;
