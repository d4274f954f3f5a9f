import type { Column } from '../column.ts';
import type { FundingConfig } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import { SettlementWindow } from '../kernels/settlement-window.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';

/** Places of the values in the order of the columns. */
const Z = 0;
const STATE = 1;
const PERSISTENCE = 2;
const REVERSAL = 3;
const PROBABILITY = 4;

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
  private readonly window: SettlementWindow;
  private readonly rate: Column;
  private readonly z: Column;
  private readonly state: Column;
  private readonly persistence: Column;
  private readonly reversal: Column;
  private readonly probability: Column;
  private readonly config: FundingConfig;
  private readonly clip: number;
  /** Signs of the last settlements' anomalies; NaN where Z was unknown. */
  private readonly signs: Float64Array;
  /** What every row gets until the next settlement, in the order of the columns. */
  private readonly values = new Float64Array(5).fill(NaN);
  private settled = 0;
  /** Sign of the last anomaly whose direction has not turned yet. */
  private direction = 0;
  /** Settlements since the open episode began; −1 when none is open. */
  private open = -1;
  private cameBack = 0;
  private decided = 0;

  constructor(scope: MetricScope) {
    this.config = scope.config.funding;
    this.clip = scope.config.metrics.zClip;
    this.rate = scope.input('fundingRate');
    this.window = new SettlementWindow(this.rate, scope.input('fundingTime'), this.config.window);
    this.signs = new Float64Array(this.config.persistence).fill(NaN);
    this.z = scope.output('fundingAnomalyZ');
    this.state = scope.output('fundingAnomaly');
    this.persistence = scope.output('fundingPersistence');
    this.reversal = scope.output('fundingReversal');
    this.probability = scope.output('fundingReversalProbability');
    this.stateSize = SCALARS + this.signs.length + this.window.stateSize;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const values = this.values;
    const rate = this.rate.block[this.rate.place + i];
    const settled = this.window.settles(i);
    if (settled) this.settle(rate);
    const known = rate === rate;
    const out = this.z.block;
    out[this.z.place + i] = known ? values[Z] : 0 / 0;
    out[this.state.place + i] = known ? values[STATE] : 0 / 0;
    out[this.persistence.place + i] = known ? values[PERSISTENCE] : 0 / 0;
    out[this.reversal.place + i] = known ? values[REVERSAL] : 0 / 0;
    out[this.probability.place + i] = known ? values[PROBABILITY] : 0 / 0;
    // A turn is seen in the row of its settlement alone.
    if (settled) values[REVERSAL] = 0 * Math.abs(values[REVERSAL]);
  }

  /** Takes one settlement in. */
  private settle(rate: number): void {
    const { anomaly, extreme } = this.config;
    const values = this.values;
    const z = this.window.zOfNext(rate, this.clip);
    this.window.push(rate);
    const size = Math.abs(z);
    const sign = Math.sign(z);
    const before = values[STATE];
    const state = size >= extreme ? 2 * sign : size >= anomaly ? sign : 0 * size;
    values[Z] = z;
    values[STATE] = state;
    this.remember(Math.sign(state), sign);
    if (z === z) this.follow(size, before);
    const turned = this.turn(sign);
    values[REVERSAL] = z === z ? turned : NaN;
  }

  /** Persistence: share of the last 30 settlements that were anomalous with the sign Z has now. */
  private remember(anomalySign: number, sign: number): void {
    const signs = this.signs;
    signs[this.settled++ % signs.length] = anomalySign;
    let same = 0;
    for (let k = 0; k < signs.length; k++)
      same += signs[k] !== signs[k] ? NaN : +(signs[k] === sign && sign !== 0);
    this.values[PERSISTENCE] = same / signs.length;
  }

  /** Keeps the account of episodes. */
  private follow(size: number, before: number): void {
    if (this.open >= 0) {
      this.open++;
      const back = size < this.config.calm;
      if (back || this.open >= this.config.reversalWithin) {
        this.cameBack += +back;
        this.decided++;
        this.open = -1;
      }
    } else if (this.values[STATE] !== 0 && Math.sign(before) !== Math.sign(this.values[STATE])) this.open = 0;
    this.values[PROBABILITY] = (this.cameBack + 1) / (this.decided + 2);
  }

  private turn(sign: number): number {
    const turned = this.direction !== 0 && sign === -this.direction ? sign : 0;
    const state = Math.sign(this.values[STATE]);
    if (state === 1 || state === -1) this.direction = state;
    else if (turned !== 0) this.direction = 0;
    return turned;
  }

  save(into: Float64Array, at: number): void {
    const [z, state, persistence, , probability] = this.values;
    const episodes = [this.direction, this.open, this.cameBack, this.decided];
    into.set([this.settled, z, state, persistence, probability, ...episodes], at);
    into.set(this.signs, at + SCALARS);
    this.window.save(into, at + SCALARS + this.signs.length);
  }

  load(from: Float64Array, at: number): void {
    this.settled = from[at];
    const reversal = from[at + 1] === from[at + 1] ? 0 : NaN;
    this.values.set([from[at + 1], from[at + 2], from[at + 3], reversal, from[at + 4]]);
    this.direction = from[at + 5];
    this.open = from[at + 6];
    this.cameBack = from[at + 7];
    this.decided = from[at + 8];
    this.signs.set(from.subarray(at + SCALARS, at + SCALARS + this.signs.length));
    this.window.load(from, at + SCALARS + this.signs.length);
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
