import type { Check, Findings, Rows } from './findings.ts';

/** How many times the usual movement of a bar a movement must be to be doubted. */
const UNUSUAL = 25;
/** Movements below these are never doubted, however calm it was before. */
const LEAST_JUMP = 0.01;
const LEAST_WICK = 0.03;
/** A leap that is taken back by this share with the next bar was none of the market's. */
const TAKEN_BACK = 0.7;
/** The usual movement is a running mean over about this many bars. */
const MEMORY = 500;
/** Before so many bars nothing is known of what is usual. */
const WARM_UP = 50;
/** So many bars with one and the same price are stuck. */
const STUCK_BARS = 6;

/** Prices that contradict each other or leap: OHLC violations, spikes, wicks, jumps, stuck prices, no volume. */
export class PriceChecks implements Check {
  readonly #found: Findings;
  readonly #step: number;
  #seen = 0;
  #usual = NaN;
  #time = NaN;
  #close = NaN;
  #closeBefore = NaN;
  #leap = 0;
  #still = 0;

  constructor(found: Findings, step: number) {
    this.#found = found;
    this.#step = step;
  }

  take(rows: Rows): void {
    const [open, high, low, close] = (['open', 'high', 'low', 'close'] as const).map((name) =>
      rows.field(name),
    );
    const volume = rows.field('volume');
    for (let i = 0; i < rows.rows; i++) {
      const time = rows.openTime[i];
      if (high[i] < Math.max(open[i], close[i], low[i]) || low[i] > Math.min(open[i], close[i])) {
        this.#at('ohlc', time, `open ${open[i]}, high ${high[i]}, low ${low[i]}, close ${close[i]}`);
      }
      if (volume[i] === 0) this.#at('zeroVolume', time, 'volume 0');
      if (time === this.#time + this.#step) this.#moves(time, open[i], high[i], low[i], close[i], volume[i]);
      else this.#restart();
      this.#closeBefore = this.#close;
      this.#close = close[i];
      this.#time = time;
      this.#seen++;
    }
  }

  /** What can only be told from two bars that follow each other. */
  #moves(time: number, open: number, high: number, low: number, close: number, volume: number): void {
    const last = this.#close;
    const move = close / last - 1;
    const limit = this.#seen > WARM_UP ? UNUSUAL * this.#usual : Infinity;
    const jump = open / last - 1;
    if (Math.abs(jump) > Math.max(limit, LEAST_JUMP)) this.#at('jump', time, `${last} to ${open}`);
    const reach = Math.max(high / Math.max(open, close), Math.min(open, close) / low) - 1;
    if (reach > Math.max(limit, LEAST_WICK)) this.#at('wick', time, `high ${high}, low ${low}`);
    this.#takenBack(time, close);
    this.#leap = Math.abs(move) > Math.max(limit, LEAST_JUMP) ? move : 0;
    // A leap is no measure of what is usual.
    if (this.#leap === 0) this.#learn(Math.abs(move));
    this.#standsStill(time, high === low && close === last && volume !== 0);
  }

  #takenBack(time: number, close: number): void {
    if (this.#leap === 0) return;
    const [before, top] = [this.#closeBefore, this.#close];
    if ((top - close) / (top - before) >= TAKEN_BACK)
      this.#at('spike', time - this.#step, `${before}, ${top}, ${close}`);
  }

  #learn(move: number): void {
    if (!(move >= 0)) return;
    const weight = 1 / Math.min(this.#seen + 1, MEMORY);
    this.#usual = Number.isNaN(this.#usual) ? move : this.#usual + weight * (move - this.#usual);
  }

  #standsStill(time: number, still: boolean): void {
    this.#still = still ? this.#still + 1 : 0;
    if (this.#still === STUCK_BARS) {
      const from = time - (STUCK_BARS - 1) * this.#step;
      this.#found.add('stuckPrice', from, time + this.#step, `close ${this.#close}`, STUCK_BARS);
    } else if (this.#still > STUCK_BARS) this.#at('stuckPrice', time, `close ${this.#close}`);
  }

  #restart(): void {
    this.#leap = 0;
    this.#still = 0;
  }

  #at(
    kind: 'ohlc' | 'spike' | 'wick' | 'jump' | 'zeroVolume' | 'stuckPrice',
    time: number,
    detail: string,
  ): void {
    this.#found.add(kind, time, time + this.#step, detail);
  }
}
