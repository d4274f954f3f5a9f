import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';

const INPUTS = [
  'oiZ',
  'globalLongShort',
  'imbalancePct',
  'cvdDelta',
  'close',
  'oiDeltaPct',
  'fundingRate',
  'oiDivergenceMax',
] as const;

/** Share of the three conditions of a confluence, by how many hold. */
const SHARES = Float64Array.of(0, 1 / 3, 2 / 3, 1);

/**
 * Confluence, bias and tiers 1–5 of a bar (SPEC §4). A condition whose value is missing does not hold; a
 * confluence of which all three values are missing is itself missing.
 */
class Tiers extends StatelessKernel {
  private readonly oiZ: Column;
  private readonly longShort: Column;
  private readonly imbalance: Column;
  private readonly cvdDelta: Column;
  private readonly close: Column;
  private readonly oiDelta: Column;
  private readonly funding: Column;
  private readonly divergence: Column;
  private readonly confluence: Column;
  private readonly triggered: Column;
  private readonly bias: Column;
  private readonly mask: Column;
  /** oiZ, globalLongShort, |imbalancePct|, confluence, flow, caution (funding, open interest), divergence; then ±1. */
  private readonly limits: Float64Array;

  constructor(scope: MetricScope) {
    super();
    this.oiZ = scope.input('oiZ');
    this.longShort = scope.input('globalLongShort');
    this.imbalance = scope.input('imbalancePct');
    this.cvdDelta = scope.input('cvdDelta');
    this.close = scope.input('close');
    this.oiDelta = scope.input('oiDeltaPct');
    this.funding = scope.input('fundingRate');
    this.divergence = scope.input('oiDivergenceMax');
    this.confluence = scope.output('confluence');
    this.triggered = scope.output('confluenceTriggered');
    this.bias = scope.output('bias');
    this.mask = scope.output('tiersOfBar');
    const c = scope.config.signals;
    const caution = [c.cautionFundingRate, c.cautionOiDeltaPct] as const;
    const confluence = [c.oiZ, c.globalLongShort, c.imbalancePct, c.confluence] as const;
    this.limits = Float64Array.of(...confluence, c.flowOiDeltaPct, ...caution, c.divergence, c.fade ? -1 : 1);
  }

  /** Signs are taken by comparing, not by branching: which side a bar is on cannot be predicted. */
  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { longShort, funding, divergence, limits } = this;
    const close = this.close.block;
    const at = this.close.place + i;
    const move = i > 0 ? close[at] - close[at - 1] : 0 / 0;
    const z = this.oiZ.block[this.oiZ.place + i];
    const ls = longShort.block[longShort.place + i];
    const imb = this.imbalance.block[this.imbalance.place + i];
    const delta = this.cvdDelta.block[this.cvdDelta.place + i];
    const oi = this.oiDelta.block[this.oiDelta.place + i];
    const out = this.confluence.block;
    const anomaly = +(z > limits[0]);
    const lopsided = +(Math.abs(imb) > limits[2]);
    const held = anomaly + +(ls > limits[1]) + lopsided;
    const share = z === z || ls === ls || imb === imb ? SHARES[held] : 0 / 0;
    out[this.confluence.place + i] = share;
    out[this.triggered.place + i] = share === share ? +(share > limits[3]) : 0 / 0;
    const side = lopsided ? imb : delta;
    out[this.bias.place + i] = side === side ? limits[8] * (+(side > 0) - +(side < 0)) : 0;
    const flow = (+(delta > 0) & +(move > 0)) | (+(delta < 0) & +(move < 0));
    out[this.mask.place + i] =
      anomaly |
      (+(held === 3) << 1) |
      ((flow & +(oi > limits[4])) << 2) |
      ((+(funding.block[funding.place + i] > limits[5]) & +(oi < limits[6])) << 3) |
      (+(Math.abs(divergence.block[divergence.place + i]) > limits[7]) << 4);
  }
}

export const tiers: MetricDefinition = {
  columns: [
    {
      name: 'confluence',
      unit: '0–1',
      meaning: 'share of the confluence conditions that hold; a missing value does not hold',
      formula: '([oiZ > 2.5] + [globalLongShort > 2] + [|imbalancePct| > 3]) / 3',
      warmUp: 'none',
    },
    {
      name: 'confluenceTriggered',
      unit: 'state',
      meaning: 'whether confluence is above 0.66: two of three conditions',
      formula: 'confluence > 0.66',
      warmUp: 'none',
      words: { 0: 'no', 1: 'yes' },
    },
    {
      name: 'bias',
      unit: 'state',
      meaning: 'side of the bar: long, short or none; fade mode turns it round',
      formula: 'sign of imbalancePct where |imbalancePct| > 3, else sign of cvdDelta',
      warmUp: 'none',
      words: { [-1]: 'short', 0: 'none', 1: 'long' },
    },
    {
      name: 'tiersOfBar',
      unit: 'bit mask',
      meaning: 'tiers 1 to 5 that fired at the bar; bit k − 1 is tier k',
      formula: 'SPEC §4',
      warmUp: 'none',
    },
  ],
  needs: INPUTS,
  stage: 'signal',
  make: (scope) => new Tiers(scope),
};
