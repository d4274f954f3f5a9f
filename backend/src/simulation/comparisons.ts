import { Injectable } from '@nestjs/common';
import { NUMBER_DOCS, type NumberName } from '@hindcast/engine/simulation';
import type {
  ChangedTrade,
  Comparison,
  FigurePair,
  InputPair,
  Trade,
  TradeDifference,
} from './dto/result.dto.ts';
import type { RunInputs } from './dto/run.dto.ts';
import { RunResults } from './run-results.ts';
import { RunsService } from './runs.service.ts';
import type { StoredRun } from './stored-run.ts';

const POINTS = 1_000;
/** Trades of each kind that are listed; all of them are counted. */
const LISTED = 500;

/** What makes two trades of the same entry different. */
const COMPARED = [
  'entryPrice',
  'exitTime',
  'exitPrice',
  'exitReason',
  'size',
  'fees',
  'funding',
  'netPnl',
] as const satisfies readonly (keyof Trade)[];

/** Two runs side by side. */
@Injectable()
export class Comparisons {
  constructor(
    private readonly runs: RunsService,
    private readonly results: RunResults,
  ) {}

  /** @throws HindcastError RUN_NOT_FOUND, RUN_BUSY, RUN_RESULT_NOT_FOUND */
  async of(idA: string, idB: string): Promise<Comparison> {
    const [a, b] = [await this.runs.summary(idA), await this.runs.summary(idB)];
    const [resultA, resultB] = [await this.results.of(idA), await this.results.of(idB)];
    return {
      a,
      b,
      same: a.digest === b.digest,
      inputs: inputPairs(await this.runs.inputs(idA), await this.runs.inputs(idB)),
      figures: figurePairs(resultA, resultB),
      trades: compareTrades(resultA.trades(), resultB.trades()),
      equityA: resultA.equity(POINTS),
      equityB: resultB.equity(POINTS),
    };
  }
}

function figurePairs({ report: a }: StoredRun, { report: b }: StoredRun): FigurePair[] {
  return (Object.keys(NUMBER_DOCS) as NumberName[]).map((name) => {
    const { label, unit } = NUMBER_DOCS[name];
    // A run from an earlier version may lack a figure.
    const [x, y] = [a.numbers[name] ?? null, b.numbers[name] ?? null];
    return { name, label, unit, a: x, b: y, difference: x === null || y === null ? null : y - x };
  });
}

/** Dotted names of all values in an object. */
function flatten(value: unknown, name = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    flatten(inner, name === '' ? key : `${name}.${key}`),
  );
}

function inputPairs(a: RunInputs, b: RunInputs): InputPair[] {
  const [left, right] = [new Map(flatten(a)), new Map(flatten(b))];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names
    .map((name) => ({ name, a: left.get(name) ?? '', b: right.get(name) ?? '' }))
    .filter((pair) => pair.a !== pair.b);
}

const identity = ({ venue, symbol, side, entryTime }: Trade): string =>
  `${venue} ${symbol} ${side} ${entryTime}`;

/** Matches trades by venue, symbol, side and entry time. */
export function compareTrades(a: readonly Trade[], b: readonly Trade[]): TradeDifference {
  const others = new Map(b.map((trade) => [identity(trade), trade]));
  const onlyA: Trade[] = [];
  const changed: ChangedTrade[] = [];
  let same = 0;
  for (const trade of a) {
    const other = others.get(identity(trade));
    others.delete(identity(trade));
    if (!other) onlyA.push(trade);
    else {
      const fields = COMPARED.filter((field) => trade[field] !== other[field]);
      if (fields.length === 0) same++;
      else changed.push({ a: trade, b: other, fields });
    }
  }
  const onlyB = [...others.values()];
  return {
    same,
    onlyAcount: onlyA.length,
    onlyBcount: onlyB.length,
    changedCount: changed.length,
    onlyA: onlyA.slice(0, LISTED),
    onlyB: onlyB.slice(0, LISTED),
    changed: changed.slice(0, LISTED),
  };
}
