import type { Equity } from '$lib/state/lab/wire.ts';
import type { Curve, EquityScene } from './equity-chart.ts';

const falls = ({ drawdownPct }: Equity): number[] => drawdownPct.map((fall) => 0 - fall);

/** One run: its equity over what holding would have made, its falls, and when it was in the market. */
export function sceneOf(equity: Equity, start: number, before?: Equity | null): EquityScene {
  const { time } = equity;
  const curves: Curve[] = [
    { key: 'hold', pane: 0, look: 'yardstick', colour: 'faint', time, values: equity.buyAndHold },
    { key: 'equity', pane: 0, look: 'account', colour: 'series1', time, values: equity.equity },
    { key: 'fall', pane: 1, look: 'fall', colour: 'down', time, values: falls(equity) },
    { key: 'exposure', pane: 2, look: 'share', colour: 'series3', time, values: equity.exposurePct },
  ];
  if (before) {
    const { time: then, equity: values } = before;
    curves.splice(1, 0, { key: 'before', pane: 0, look: 'yardstick', colour: 'series2', time: then, values });
  }
  return { curves, start };
}

/** Two runs over one another. */
export function sceneOfTwo(a: Equity, b: Equity, start: number): EquityScene {
  const of = (key: 'a' | 'b', { time, equity }: Equity, drawdown: number[]): Curve[] => {
    const colour = key === 'a' ? 'series1' : 'series2';
    return [
      { key, pane: 0, look: 'line', colour, time, values: equity },
      { key: `fall ${key}`, pane: 1, look: 'fall', colour, time, values: drawdown },
    ];
  };
  return { curves: [...of('a', a, falls(a)), ...of('b', b, falls(b))], start };
}
