import { HindcastError } from './errors.ts';
import { Market, type MarketOptions } from './market.ts';
import type { Random } from './numeric/random.ts';
import { BAR_FIELDS, emptyColumns } from './tape/fields.ts';
import { Tape } from './tape/tape.ts';

/** A run over tapes, as the proof sees it: named columns of as many rows as were computed. */
export interface VerifiedRun {
  readonly columns: readonly { name: string; data: Float64Array }[];
}

/** Computes everything that is to be proven over rows [0, rows) of the tapes. */
export type Runner = (tapes: readonly Tape[], rows: number) => VerifiedRun;

/** The first value that depended on the future. */
export interface Leak {
  kind: 'tail cut' | 'tail scrambled';
  /** Rows that were history; everything after was cut off or scrambled. */
  cut: number;
  row: number;
  column: string;
  whole: number;
  other: number;
}

export interface Verification {
  cuts: number;
  rows: number;
  columns: number;
  /** Values compared, over all cuts. */
  compared: number;
  leak: Leak | null;
}

/** The engine's own runner: every metric, tier and detector of every lane, and every pair. */
export function marketRunner(options: MarketOptions = {}): Runner {
  return (tapes, rows) => {
    const market = new Market(tapes, options);
    market.advance(rows);
    const lanes = market.lanes.flatMap((lane) =>
      lane.columnNames().map((name) => ({
        name: `${lane.key.venue} ${lane.key.symbol} ${name}`,
        data: lane.column(name).data,
      })),
    );
    const pairs = market.pairs.flatMap((pair) =>
      Object.values(pair.columns).map(({ name, data }) => ({
        name: `${pair.first.key.symbol}~${pair.second.key.symbol} ${name}`,
        data,
      })),
    );
    return { columns: [...lanes, ...pairs] };
  };
}

/**
 * Proof of law 2, nothing from the future, on the user's own data: at each of `cuts` random rows the run is repeated with
 * the tail cut off, and with the tail scrambled, and every row before it must keep its bits. Where one does not, the
 * first bar and the first column that leaked are named.
 */
export function verifyNoLookAhead(
  tapes: readonly Tape[],
  run: Runner,
  options: { cuts: number; random: Random; onProgress?: (done: number, total: number) => void },
): Verification {
  const rows = Math.min(...tapes.map((tape) => tape.rows));
  if (rows < 2) throw tooShort(rows);
  const whole = run(tapes, rows);
  const columns = whole.columns.length;
  let compared = 0;
  for (let k = 0; k < options.cuts; k++) {
    const cut = 1 + options.random.int(rows - 1);
    for (const kind of ['tail cut', 'tail scrambled'] as const) {
      const history = tapes.map((tape) =>
        kind === 'tail cut' ? cutAt(tape, cut) : scrambleFrom(tape, cut, options.random),
      );
      const other = run(history, kind === 'tail cut' ? cut : rows);
      const found = firstDifference(whole, other, cut);
      if (found) return { cuts: k + 1, rows, columns, compared, leak: { kind, cut, ...found } };
      compared += cut * columns;
    }
    options.onProgress?.(k + 1, options.cuts);
  }
  return { cuts: options.cuts, rows, columns, compared, leak: null };
}

/** A copy of the first rows: what comes after is not there at all. */
function cutAt(tape: Tape, rows: number): Tape {
  const columns = emptyColumns(rows);
  for (const field of BAR_FIELDS) columns[field].set(tape.columns[field].subarray(0, rows));
  return new Tape(tape.key, tape.openTime.slice(0, rows), columns, {
    grid: tape.grid,
    trusted: tape.quality,
  });
}

/** A copy whose rows from `cut` on are those of the tail in random order, each value scaled at random. */
function scrambleFrom(tape: Tape, cut: number, random: Random): Tape {
  const rows = tape.rows;
  const columns = emptyColumns(rows);
  const order = shuffled(cut, rows, random);
  for (const field of BAR_FIELDS) {
    const from = tape.columns[field];
    const to = columns[field];
    to.set(from.subarray(0, cut));
    for (let i = cut; i < rows; i++) to[i] = from[order[i - cut]] * (0.5 + random.next());
  }
  return new Tape(tape.key, tape.openTime.slice(0, rows), columns, {
    grid: tape.grid,
    trusted: tape.quality,
  });
}

function shuffled(from: number, to: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: to - from }, (_, k) => from + k);
  for (let k = order.length - 1; k > 0; k--) {
    const j = random.int(k + 1);
    [order[k], order[j]] = [order[j], order[k]];
  }
  return order;
}

/** The first row before `rows`, and in it the first column, whose bits differ. */
export function firstDifference(
  a: VerifiedRun,
  b: VerifiedRun,
  rows: number,
): { row: number; column: string; whole: number; other: number } | null {
  let first = rows;
  let column = -1;
  for (let k = 0; k < a.columns.length; k++) {
    const row = firstDifferentRow(a.columns[k].data, b.columns[k].data, first);
    if (row < first) {
      first = row;
      column = k;
    }
  }
  if (column < 0) return null;
  const { name, data } = a.columns[column];
  return { row: first, column: name, whole: data[first], other: b.columns[column].data[first] };
}

/** Bisection would compare hashes of the same bytes that this loop compares once: it is the faster way here. */
function firstDifferentRow(a: Float64Array, b: Float64Array, rows: number): number {
  for (let i = 0; i < rows; i++) if (!Object.is(a[i], b[i])) return i;
  return rows;
}

function tooShort(rows: number): HindcastError {
  return new HindcastError(
    'VERIFY_TOO_SHORT',
    `There is nothing to prove on ${rows} rows.`,
    'Use a dataset of at least two bars.',
  );
}
