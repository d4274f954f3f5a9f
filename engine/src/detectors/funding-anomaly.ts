import type { Column } from '../column.ts';
import type { FundingConfig } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import { SettlementWindow } from '../kernels/settlement-window.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';

/** Numbers of the state besides the settlement window and the ring of anomalies. */
const SCALARS = 10;

/**
 * Funding anomaly (SPEC §5.2): everything moves at settlements and is held between them.
 *
 * An *episode* begins with a settlement that is anomalous where the one before was not (or had the other sign),
 * unless the outcome of the previous episode is still open. It came back when |Z| fell below 1 within 3
 * settlements. The reversal probability is (came back + 1) / (decided + 2): Laplace's rule of succession.
 */
class FundingAnomaly implements Kernel {
  readonly stateSize: number;
  readonly #window: SettlementWindow;
  readonly #rate: Column;
  readonly #out: Column[];
  readonly #config: FundingConfig;
  readonly #clip: number;
  /** Signs of the last settlements' anomalies; NaN where Z was unknown. */
  readonly #signs: Float64Array;
  #settled = 0;
  #z = NaN;
  #state = NaN;
  #persistence = NaN;
  #probability = NaN;
  /** Sign of the last anomaly whose direction has not turned yet. */
  #direction = 0;
  /** Settlements since the open episode began; −1 when none is open. */
  #open = -1;
  #cameBack = 0;
  #decided = 0;

  constructor(scope: MetricScope) {
    this.#config = scope.config.funding;
    this.#clip = scope.config.metrics.zClip;
    this.#rate = scope.input('fundingRate');
    this.#window = new SettlementWindow(this.#rate, scope.input('fundingTime'), this.#config.window);
    this.#signs = new Float64Array(this.#config.persistence).fill(NaN);
    this.#out = fundingAnomaly.columns.map((column) => scope.output(column.name));
    this.stateSize = SCALARS + this.#signs.length + this.#window.stateSize;
  }

  advance(from: number, to: number): void {
    const out = this.#out;
    const z = out[0].data;
    const state = out[1].data;
    const persistence = out[2].data;
    const reversal = out[3].data;
    const probability = out[4].data;
    const rate = this.#rate.data;
    for (let i = from; i < to; i++) {
      const turned = this.#window.settles(i) ? this.#settle(rate[i]) : 0;
      const known = rate[i] === rate[i];
      z[i] = known ? this.#z : NaN;
      state[i] = known ? this.#state : NaN;
      persistence[i] = known ? this.#persistence : NaN;
      reversal[i] = known && this.#z === this.#z ? turned : NaN;
      probability[i] = known ? this.#probability : NaN;
    }
  }

  /** Takes one settlement in; returns the new direction where it turned, else 0. */
  #settle(rate: number): number {
    const { anomaly, extreme } = this.#config;
    const z = this.#window.zOfNext(rate, this.#clip);
    this.#window.push(rate);
    const size = Math.abs(z);
    const sign = Math.sign(z);
    const before = this.#state;
    this.#z = z;
    this.#state = size >= extreme ? 2 * sign : size >= anomaly ? sign : size >= 0 ? 0 : NaN;
    this.#remember(this.#state === this.#state ? Math.sign(this.#state) : NaN, sign);
    if (z === z) this.#follow(size, before);
    return this.#turn(sign);
  }

  /** Persistence: share of the last 30 settlements that were anomalous with the sign Z has now. */
  #remember(anomalySign: number, sign: number): void {
    const signs = this.#signs;
    signs[this.#settled++ % signs.length] = anomalySign;
    let same = 0;
    for (let k = 0; k < signs.length; k++)
      same += signs[k] !== signs[k] ? NaN : +(signs[k] === sign && sign !== 0);
    this.#persistence = same / signs.length;
  }

  /** Keeps the account of episodes. */
  #follow(size: number, before: number): void {
    if (this.#open >= 0) {
      this.#open++;
      const back = size < this.#config.calm;
      if (back || this.#open >= this.#config.reversalWithin) {
        this.#cameBack += +back;
        this.#decided++;
        this.#open = -1;
      }
    } else if (this.#state !== 0 && Math.sign(before) !== Math.sign(this.#state)) this.#open = 0;
    this.#probability = (this.#cameBack + 1) / (this.#decided + 2);
  }

  #turn(sign: number): number {
    const turned = this.#direction !== 0 && sign === -this.#direction ? sign : 0;
    if (this.#state !== 0 && this.#state === this.#state) this.#direction = Math.sign(this.#state);
    else if (turned !== 0) this.#direction = 0;
    return turned;
  }

  save(into: Float64Array, at: number): void {
    const scalars = [this.#settled, this.#z, this.#state, this.#persistence, this.#probability];
    into.set([...scalars, this.#direction, this.#open, this.#cameBack, this.#decided], at);
    into.set(this.#signs, at + SCALARS);
    this.#window.save(into, at + SCALARS + this.#signs.length);
  }

  load(from: Float64Array, at: number): void {
    [this.#settled, this.#z, this.#state, this.#persistence, this.#probability] = from.subarray(at, at + 5);
    [this.#direction, this.#open, this.#cameBack, this.#decided] = from.subarray(at + 5, at + 9);
    this.#signs.set(from.subarray(at + SCALARS, at + SCALARS + this.#signs.length));
    this.#window.load(from, at + SCALARS + this.#signs.length);
  }
}

const HELD = 'held between settlements';
export const fundingAnomaly: MetricDefinition = {
  columns: [
    {
      name: 'fundingAnomalyZ',
      unit: 'σ',
      meaning: 'how unusual the settled funding rate is against the 90 before it',
      formula: `(rate − μ)/σ over the previous 90 settlements, ${HELD}`,
      warmUp: '90 settlements',
    },
    {
      name: 'fundingAnomaly',
      unit: 'state',
      meaning: 'funding anomaly, with its sign',
      formula: '±1 at |Z| ≥ 2, ±2 at |Z| ≥ 3, else 0',
      warmUp: '90 settlements',
      words: { [-2]: 'extreme low', [-1]: 'low', 0: 'normal', 1: 'high', 2: 'extreme high' },
    },
    {
      name: 'fundingPersistence',
      unit: 'fraction',
      meaning: 'share of the last 30 settlements that were anomalous with the sign of Z',
      formula: 'count / 30',
      warmUp: '120 settlements',
    },
    {
      name: 'fundingReversal',
      unit: 'state',
      meaning: 'the settlement at which Z turned to the other side after an anomaly, with its new sign',
      formula:
        'sign(Z) in the bar of the first settlement with the sign opposite to the last anomaly, else 0',
      warmUp: '90 settlements',
      words: { [-1]: 'turned down', 0: 'none', 1: 'turned up' },
    },
    {
      name: 'fundingReversalProbability',
      unit: 'fraction',
      meaning: "how often this symbol's earlier anomalies came back inside |Z| < 1 within 3 settlements",
      formula: '(came back + 1) / (decided + 2), history only (Laplace)',
      warmUp: '90 settlements',
    },
  ],
  needs: ['fundingRate', 'fundingTime'],
  stage: 'lane',
  make: (scope) => new FundingAnomaly(scope),
};
