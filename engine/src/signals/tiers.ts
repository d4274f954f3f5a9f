import type { Column } from '../column.ts';
import type { SignalConfig } from '../config.ts';
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

/**
 * Confluence, bias and tiers 1–5 of a bar (SPEC §4). A condition whose value is missing does not hold; a
 * confluence of which all three values are missing is itself missing.
 */
class Tiers extends StatelessKernel {
  readonly #inputs: Column[];
  readonly #out: Column[];
  readonly #config: SignalConfig;

  constructor(scope: MetricScope) {
    super();
    this.#inputs = INPUTS.map((name) => scope.input(name));
    this.#out = tiers.columns.map((column) => scope.output(column.name));
    this.#config = scope.config.signals;
  }

  advance(from: number, to: number): void {
    const inputs = this.#inputs;
    const oiZ = inputs[0].data;
    const longShort = inputs[1].data;
    const imbalance = inputs[2].data;
    const cvdDelta = inputs[3].data;
    const close = inputs[4].data;
    const oiDelta = inputs[5].data;
    const funding = inputs[6].data;
    const divergence = inputs[7].data;
    const out = this.#out;
    const confluence = out[0].data;
    const triggered = out[1].data;
    const bias = out[2].data;
    const mask = out[3].data;
    const c = this.#config;
    const flip = c.fade ? -1 : 1;
    for (let i = from; i < to; i++) {
      const z = oiZ[i];
      const ls = longShort[i];
      const imb = imbalance[i];
      const anomaly = z > c.oiZ ? 1 : 0;
      const lopsided = imb > c.imbalancePct || imb < -c.imbalancePct ? 1 : 0;
      const held = anomaly + (ls > c.globalLongShort ? 1 : 0) + lopsided;
      const share = z === z || ls === ls || imb === imb ? held / 3 : NaN;
      confluence[i] = share;
      triggered[i] = share === share ? +(share > c.confluence) : NaN;
      const delta = cvdDelta[i];
      const side = Math.sign(lopsided ? imb : delta);
      bias[i] = side === side ? flip * side : 0;
      const oi = oiDelta[i];
      const move = i > 0 ? Math.sign(close[i] - close[i - 1]) : NaN;
      let bits = anomaly;
      if (held === 3) bits |= 2;
      if (Math.sign(delta) === move && move !== 0 && oi > c.flowOiDeltaPct) bits |= 4;
      if (funding[i] > c.cautionFundingRate && oi < c.cautionOiDeltaPct) bits |= 8;
      const d = divergence[i];
      if (d > c.divergence || d < -c.divergence) bits |= 16;
      mask[i] = bits;
    }
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
