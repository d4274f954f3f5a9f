import { describe, expect, it } from '@jest/globals';
import { announceRealData, hasRealData, readCsv, readJson } from '../../test/real-data.ts';
import { seededRandom } from '../numeric/random.ts';
import { adf, type AdfTest } from './adf.ts';
import { leastSquares } from './least-squares.ts';
import { mackinnonCritical, mackinnonP, type Trend } from './mackinnon.ts';

announceRealData();
const onReal = hasRealData ? it : it.skip;

function known(values: ArrayLike<number>, options?: Parameters<typeof adf>[1]): AdfTest {
  const answer = adf(values, options);
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

function macrodata(column: string): number[] {
  return readCsv('checks/statsmodels/macrodata.csv').map((row) => Number(row[`"${column}"`]));
}

const walk = (seed: string | number, n: number): Float64Array => {
  const random = seededRandom(seed);
  let value = 0;
  return Float64Array.from({ length: n }, () => (value += random.normal()));
};

describe('adf', () => {
  onReal("agrees with Stata's published statistics to their five digits", () => {
    const { ADF_macrodata } = readJson<{
      ADF_macrodata: {
        cases: { x: string; regression: Trend; maxlag: number; stat: number; p: number; crit?: number[] }[];
      };
    }>('checks/statsmodels/expected.json');
    for (const { x, regression, maxlag, stat, p, crit } of ADF_macrodata.cases) {
      const test = known(macrodata(x), { trend: regression, lags: maxlag });
      expect(test.statistic).toBeCloseTo(stat, 5);
      // The published p-values without a constant come from other tables: three digits.
      expect(test.pValue).toBeCloseTo(p, regression === 'n' ? 3 : 5);
      if (!crit) continue;
      expect(test.critical.onePercent).toBeCloseTo(crit[0], 1);
      expect(test.critical.fivePercent).toBeCloseTo(crit[1], 1);
      expect(test.critical.tenPercent).toBeCloseTo(crit[2], 1);
    }
  });

  onReal('agrees with statsmodels 0.15 adfuller(autolag="AIC"), the choice of lags included', () => {
    const table: [string, Trend, number, number, number][] = [
      ['realgdp', 'c', 1.7504627967647144, 0.9982455372335032, 12],
      ['realgdp', 'ct', -1.2317718968009206, 0.9037875818651032, 12],
      ['realgdp', 'n', 3.2879609591902534, 0.9999647382198602, 12],
      ['infl', 'c', -3.054514496257235, 0.030107620863486007, 2],
      ['infl', 'ct', -3.1485770502826824, 0.09514374813298393, 2],
      ['infl', 'n', -1.699416608190303, 0.08452095077129262, 2],
      ['unemp', 'c', -2.53645846733463, 0.10685366457233608, 9],
      ['unemp', 'ct', -2.5533567015692573, 0.3018188085719481, 9],
      ['tbilrate', 'c', -2.0385791117682284, 0.26991776442261584, 7],
      ['tbilrate', 'n', -0.940341546298734, 0.3122659990821848, 7],
      ['m1', 'c', 2.053079743864421, 0.9987380758531885, 10],
      ['m1', 'ct', -1.614269658188006, 0.7867946347726611, 9],
    ];
    for (const [column, trend, statistic, p, lags] of table) {
      const test = known(macrodata(column), { trend });
      expect([column, trend, test.lags]).toEqual([column, trend, lags]);
      expect(test.statistic).toBeCloseTo(statistic, 8);
      expect(test.pValue).toBeCloseTo(p, 9);
    }
  });

  onReal('agrees with statsmodels on the residual of a regression, with the values for two series', () => {
    const fit = leastSquares(macrodata('realcons').map(Math.log), [macrodata('realdpi').map(Math.log)]);
    const test = known(fit.ok ? fit.residuals : [], { series: 2 });
    expect(test.statistic).toBeCloseTo(-2.5354461539099518, 8);
    expect(test).toMatchObject({ lags: 1, observations: 201 });
    expect(test.pValue).toBeCloseTo(0.2636639250677346, 9);
    expect(test.critical.fivePercent).toBeCloseTo(-3.36669739, 8);
  });

  it('does not depend on the unit or the level of the series', () => {
    const y = walk('unit', 400);
    const a = known(y);
    const b = known(y.map((v) => 60_000 + 0.001 * v));
    expect(b.lags).toBe(a.lags);
    expect(b.statistic).toBeCloseTo(a.statistic, 6);
    expect(b.reversion).toBeCloseTo(a.reversion, 8);
  });

  it('rejects random walks at about the nominal rate, and finds reversion', () => {
    let rejected = 0;
    for (let trial = 0; trial < 400; trial++) if (known(walk(trial, 200)).pValue < 0.05) rejected++;
    expect(rejected / 400).toBeGreaterThan(0.02);
    expect(rejected / 400).toBeLessThan(0.085);
    const random = seededRandom('reverting');
    let value = 0;
    const reverting = Float64Array.from({ length: 500 }, () => (value = 0.8 * value + random.normal()));
    expect(known(reverting).pValue).toBeLessThan(1e-6);
    expect(known(reverting, { lags: 0 }).reversion).toBeCloseTo(-0.2, 1);
  });

  it('says in a sentence why there is no test', () => {
    const reason = (values: ArrayLike<number>): string => {
      const answer = adf(values);
      return answer.ok ? JSON.stringify(answer) : answer.reason;
    };
    expect(reason([1, 2])).toMatch(/2 values are too few/);
    expect(reason(new Float64Array(50).fill(7))).toMatch(/never changes/);
    expect(reason([...new Array(30).keys(), NaN])).toMatch(/1 of 31 values are missing/);
    expect(reason([...new Array(40).keys()])).toMatch(/without any residual/);
    expect(adf(walk(1, 40), { lags: 30 })).toMatchObject({ ok: false });
  });
});

describe('the MacKinnon surfaces', () => {
  it('agree with statsmodels 0.15 mackinnonp and mackinnoncrit', () => {
    const at = [-25, -5, -3.2, -2, -1, 0, 0.5, 2, 3];
    const table: [Trend, 1 | 2, number[]][] = [
      [
        'n',
        1,
        [
          0, 1.0570487880413703e-6, 0.0013776281110360416, 0.043520623056049056, 0.28810611212633064,
          0.6842796360469544, 0.824879195252956, 0.990238941547687, 0.9998068584192428,
        ],
      ],
      [
        'c',
        1,
        [
          0, 2.2193154713956276e-5, 0.019984679218641072, 0.28657309916843154, 0.7532643012005655,
          0.958532086060056, 0.9848730963065522, 0.9986729511999243, 1,
        ],
      ],
      [
        'ct',
        1,
        [
          0, 0.00020574728263882532, 0.08440170242654821, 0.6014337722402741, 0.9441147109023218,
          0.9942331676947893, 0.996851911498776, 1, 1,
        ],
      ],
      [
        'n',
        2,
        [
          0, 1.793803451613028e-5, 0.015400169306731092, 0.2366216480043815, 0.7009896573207942,
          0.9403596669881464, 0.9731613340900653, 1, 1,
        ],
      ],
      [
        'c',
        2,
        [
          0, 0.00016464262671930766, 0.06992780168172906, 0.5285780802451076, 0.902847226038779,
          0.9859002580259643, 0.9926499199201502, 1, 1,
        ],
      ],
      [
        'ct',
        2,
        [
          0, 0.000863086191132674, 0.18505896628901242, 0.7716464508695638, 0.9776929615099649,
          0.9978140385450868, 0.9987175718781798, 1, 1,
        ],
      ],
    ];
    for (const [trend, series, values] of table)
      at.forEach((statistic, i) => expect(mackinnonP(statistic, trend, series)).toBeCloseTo(values[i], 12));
    const critical = ({
      onePercent,
      fivePercent,
      tenPercent,
    }: ReturnType<typeof mackinnonCritical>): number[] => [onePercent, fivePercent, tenPercent];
    const close = (values: number[]): unknown[] => values.map((v) => expect.closeTo(v, 8));
    expect(critical(mackinnonCritical(100, 'c'))).toEqual(close([-3.497501033, -2.89090644, -2.5824349]));
    expect(critical(mackinnonCritical(100, 'c', 2))).toEqual(close([-4.0093117, -3.3979133, -3.087134]));
    expect(critical(mackinnonCritical(100, 'ct', 2))).toEqual(close([-4.4855749, -3.8768834, -3.567856908]));
    expect(mackinnonCritical(100, 'n', 2).fivePercent).toBeNaN();
    expect(mackinnonP(NaN, 'c')).toBeNaN();
  });
});
