import { barsIn, DAY, leadLag, RollingCorrelation, type CorrelationPair, type Lane } from '@hindcast/engine';
import type { LiveCorrelation, LivePair } from '@hindcast/engine/wire';
import type { LiveView } from './live-view.ts';

/** Symbols in the answer. */
const SYMBOLS = 20;

/** The last answer of a view: everybody who asks between two bars gets the same. */
const answers = new WeakMap<LiveView, LiveCorrelation>();

const known = (x: number): number | null => (Number.isFinite(x) ? x : null);

/**
 * How the symbols of the largest turnover move together at the newest row: the engine's own kernels on its own columns. A pair
 * that the market watches is answered from its columns; of the others r and lag are computed when somebody asks.
 */
export function correlationOf(view: LiveView): LiveCorrelation {
  const before = answers.get(view);
  if (before?.row === view.rows - 1) return before;
  const answer = compute(view);
  answers.set(view, answer);
  return answer;
}

function compute(view: LiveView): LiveCorrelation {
  const row = view.rows - 1;
  const lanes = row < 0 ? [] : largest(view, row);
  const pairs = lanes.flatMap((first, a) =>
    lanes.slice(a + 1).map((second, k) => pairOf(view, row, [first, a], [second, a + 1 + k])),
  );
  return {
    timeframe: view.timeframe,
    row,
    time: row < 0 ? null : view.lanes[0].tape.openTime[row],
    lanes: lanes.map(({ key: { venue, symbol } }) => ({ venue, symbol })),
    pairs,
  };
}

/** The first lane of each symbol, as the market's pairs are made of; by turnover, which is not known in the first day. */
function largest(view: LiveView, row: number): Lane[] {
  const turnover = new Map<string, number>();
  const first = new Map<string, Lane>();
  for (const lane of view.lanes) {
    const { symbol } = lane.key;
    const value = lane.column('quoteVolume24h').data[row];
    turnover.set(symbol, (turnover.get(symbol) ?? 0) + (Number.isFinite(value) ? value : 0));
    if (!first.has(symbol)) first.set(symbol, lane);
  }
  const byTurnover = (a: Lane, b: Lane): number => turnover.get(b.key.symbol)! - turnover.get(a.key.symbol)!;
  return [...first.values()].sort(byTurnover).slice(0, SYMBOLS);
}

function pairOf(
  view: LiveView,
  row: number,
  [a, first]: [Lane, number],
  [b, second]: [Lane, number],
): LivePair {
  const { pairs, config } = view.market;
  const watched = pairs.find((pair) => pair.first === a && pair.second === b);
  const turned = watched ? undefined : pairs.find((pair) => pair.first === b && pair.second === a);
  const bars = barsIn(DAY, view.timeframe);
  const [x, y] = [a.column('logReturn'), b.column('logReturn')];
  const lag = known(leadLag(x.data, y.data, row + 1, bars, config.correlation.maxLag));
  const pair = watched ?? turned;
  if (pair) return { first, second, lag, ...stateOf(pair, row, turned ? -1 : 1) };
  const rolling = new RollingCorrelation(bars);
  rolling.upTo(x, y, row, a.tape);
  return { first, second, r: known(rolling.r), lag, watch: null };
}

/** What the detector says; turned round where the pair stands the other way in the answer. */
function stateOf({ columns }: CorrelationPair, row: number, sign: 1 | -1): Pick<LivePair, 'r' | 'watch'> {
  const at = (name: keyof typeof columns): number | null => known(columns[name].data[row]);
  const signed = (value: number | null): number | null => (value === null ? null : sign * value + 0);
  return {
    r: at('correlation'),
    watch: {
      mean: at('baselineMean'),
      deviation: at('baselineDeviation'),
      severity: at('severity'),
      persistence: at('persistence'),
      spreadZ: signed(at('spreadZ')),
      signal: signed(at('pairSignal')),
    },
  };
}
