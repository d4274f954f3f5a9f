import { HindcastError } from '../errors.ts';
import { hashOf } from './canonical.ts';
import { Catalogue } from './catalogue.ts';
import { checkAs, OTHER, type Scope } from './check.ts';
import { columnNames, constant, type Expression } from './expression.ts';
import { MAX_DERIVED_WINDOW } from '../metrics/derived-name.ts';
import { PAIR_COLUMNS, PAIR_PREFIX, type PairColumnName } from '../pairs/pair-columns.ts';
import { LEAST_PAIR_WINDOWS, pairConfig, type PairConfig } from '../pairs/pair-config.ts';
import { parseExpression } from './parse.ts';
import { declaredParams, resolveParams } from './params.ts';
import type { StrategyDefinition } from './schema.ts';
import { shapeProblems, validateStrategy } from './validate.ts';

/** A rule, as written and as compiled. */
export interface Rule {
  readonly text: string;
  readonly expression: Expression;
}

/** A distance or level: how it is measured, and how much at the bar of the signal. */
export interface Level {
  readonly kind: 'percent' | 'atr' | 'price';
  readonly value: Expression;
}

export interface Sizing {
  readonly kind: 'notional' | 'equityPercent';
  readonly value: Expression;
  readonly volatilityScaled: boolean;
  /** Sizes are whole multiples of this, in base units; 0 for any size. */
  readonly lot: number;
}

/** A strategy that has been read, checked and compiled. It is bound to a lane by {@link BoundStrategy}. */
export interface Strategy {
  readonly definition: StrategyDefinition;
  readonly name: string;
  /** Effective parameter values. */
  readonly params: ReadonlyMap<string, number>;
  /** SHA-256 of the definition with its effective parameters: what a report calls "the strategy". */
  readonly hash: string;
  readonly entryLong: Rule | null;
  readonly entryShort: Rule | null;
  readonly exitLong: Rule | null;
  readonly exitShort: Rule | null;
  readonly stopLoss: Level | null;
  readonly takeProfit: Level | null;
  readonly trailingStop: Level | null;
  /** Bars; Infinity for no limit. */
  readonly maxHolding: number;
  readonly cooldown: number;
  readonly sizing: Sizing;
  readonly leverage: number;
  readonly pyramiding: number;
  readonly reverse: boolean;
  /** When a pair is traded. */
  readonly pair: TradedPair | null;
  /** Metrics (and bar fields) that the lane must compute, those of a pair's other symbol among them, `pair.z` and its like not. */
  readonly columns: readonly string[];
}

/** The two legs of a pair; `hedge` is the value of the x leg for each USDT of the y leg. */
export interface TradedPair {
  readonly y: string;
  readonly x: string;
  readonly hedge: Expression;
  /** What the columns `pair.z`, … are computed with. */
  readonly config: PairConfig;
  /** Those of them that are read: `z`, `beta`. */
  readonly columns: readonly PairColumnName[];
}

export interface CompileOptions {
  /** Known names; the engine's own when left out. */
  readonly catalogue?: Catalogue;
  /** Parameter values in place of the defaults: what a sweep changes. */
  readonly params?: Readonly<Record<string, number>>;
}

/**
 * Compiles a strategy from the object that a YAML or JSON file holds. Throws a {@link HindcastError} naming the
 * field and, inside an expression, line and column.
 */
export function compileStrategy(input: unknown, options: CompileOptions = {}): Strategy {
  const definition = validateStrategy(input);
  const catalogue = options.catalogue ?? Catalogue.engine();
  const params = resolveParams(definition, catalogue, options.params);
  const compiler = new Compiler(catalogue, params, definition.pair !== undefined);
  const read = partsOf(compiler, definition);
  const parts = Object.fromEntries(
    Object.entries(read).map(([name, part]) => [name, part()]),
  ) as unknown as StrategyParts;
  return {
    definition,
    name: definition.name,
    params,
    hash: hashOf({ ...definition, description: undefined, params: Object.fromEntries(params) }),
    ...parts,
    leverage: definition.leverage,
    pyramiding: definition.pyramiding,
    reverse: definition.reverse,
    columns: [...compiler.columns],
  };
}

/** Most faults that are told of at once. */
const MAX_PROBLEMS = 20;

/**
 * All faults of a strategy that can be told apart, in the order of its parts; none when {@link compileStrategy} takes it. Where
 * its shape is wrong, that is told first: expressions are looked at once it is right.
 */
export function strategyProblems(input: unknown, options: CompileOptions = {}): HindcastError[] {
  const found = shapeProblems(input).slice(0, MAX_PROBLEMS);
  if (found.length > 0) return found;
  const definition = validateStrategy(input);
  const catalogue = options.catalogue ?? Catalogue.engine();
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      found.push(error);
      return undefined;
    }
  };
  const params = attempt(() => resolveParams(definition, catalogue, options.params));
  const known = params ?? declaredParams(definition);
  const compiler = new Compiler(catalogue, known, definition.pair !== undefined);
  for (const part of Object.values(partsOf(compiler, definition))) attempt<unknown>(part);
  return found.slice(0, MAX_PROBLEMS);
}

type StrategyParts = Pick<
  Strategy,
  | 'entryLong'
  | 'entryShort'
  | 'exitLong'
  | 'exitShort'
  | 'stopLoss'
  | 'takeProfit'
  | 'trailingStop'
  | 'sizing'
  | 'pair'
  | 'maxHolding'
  | 'cooldown'
>;

/** Everything in a strategy that is to be compiled, each by itself: a fault in one part hides none in another. */
function partsOf(
  compiler: Compiler,
  definition: StrategyDefinition,
): { [K in keyof StrategyParts]: () => StrategyParts[K] } {
  const { entry, exit } = definition;
  return {
    entryLong: () => compiler.rule('entry.long', entry.long),
    entryShort: () => compiler.rule('entry.short', entry.short),
    exitLong: () => compiler.rule('exit.long', exit.long),
    exitShort: () => compiler.rule('exit.short', exit.short),
    stopLoss: () => compiler.level('stopLoss', definition.stopLoss),
    takeProfit: () => compiler.level('takeProfit', definition.takeProfit),
    trailingStop: () => compiler.level('trailingStop', definition.trailingStop),
    sizing: () => compiler.sizing(definition.sizing),
    maxHolding: () => compiler.bars('maxHolding', definition.maxHolding, 1) ?? Infinity,
    cooldown: () => compiler.bars('cooldown', definition.cooldown, 0) ?? 0,
    // Last: it knows which of its columns the others read.
    pair: () => compiler.pair(definition.pair),
  };
}

type Amount = number | string;

class Compiler {
  /** Columns read by anything compiled so far. */
  readonly columns = new Set<string>();
  /** Columns of the pair, likewise; the pair itself is compiled last. */
  readonly #pairColumns = new Set<string>();
  readonly #catalogue: Catalogue;
  readonly #params: ReadonlyMap<string, number>;
  readonly #pair: boolean;

  constructor(catalogue: Catalogue, params: ReadonlyMap<string, number>, pair: boolean) {
    this.#catalogue = catalogue;
    this.#params = params;
    this.#pair = pair;
  }

  rule(field: string, text: string | undefined): Rule | null {
    if (text === undefined) return null;
    const expression = checkAs('condition', parseExpression(text, field), this.#scope(field, true));
    return { text, expression: this.#noted(expression) };
  }

  level(field: string, given: StrategyDefinition['stopLoss']): Level | null {
    if (given === undefined) return null;
    if ('price' in given) return { kind: 'price', value: this.#amount(`${field}.price`, given.price, 0) };
    if ('percent' in given)
      return { kind: 'percent', value: this.#amount(`${field}.percent`, given.percent, 0) };
    this.columns.add('atr');
    return { kind: 'atr', value: this.#amount(`${field}.atr`, given.atr, 0) };
  }

  sizing(given: StrategyDefinition['sizing']): Sizing {
    if (given.volatilityScaled) this.columns.add('riskMultiplier');
    const common = { volatilityScaled: given.volatilityScaled, lot: given.lot ?? 0 };
    return 'notional' in given
      ? { kind: 'notional', value: this.#amount('sizing.notional', given.notional, 0), ...common }
      : {
          kind: 'equityPercent',
          value: this.#amount('sizing.equityPercent', given.equityPercent, 0),
          ...common,
        };
  }

  pair(given: StrategyDefinition['pair']): TradedPair | null {
    if (!given) return null;
    const { y, x, method, prices, discount } = given;
    const bars = (name: keyof typeof LEAST_PAIR_WINDOWS): number | undefined =>
      this.bars(`pair.${name}`, given[name], LEAST_PAIR_WINDOWS[name], MAX_DERIVED_WINDOW) ?? undefined;
    const windows = { window: bars('window'), zWindow: bars('zWindow'), adfWindow: bars('adfWindow') };
    const hedge = this.#expression('pair.hedge', given.hedge);
    const columns = PAIR_COLUMNS.map(({ name }) => name).filter((name) => this.#pairColumns.has(name));
    return { y, x, hedge, config: pairConfig({ method, prices, discount, ...windows }), columns };
  }

  /** A whole number of bars that does not change. */
  bars(field: string, given: Amount | undefined, least: number, most = Infinity): number | null {
    if (given === undefined) return null;
    const value = this.#expression(field, given);
    const fits = value.kind === 'constant' && Number.isInteger(value.value);
    if (fits && value.value >= least && value.value <= most) return value.value;
    throw new HindcastError(
      'STRATEGY_INVALID',
      `${field}: a whole number of bars from ${least}${most < Infinity ? ` to ${most}` : ''} is needed, one that does not change.`,
      'Write a number, a parameter, or arithmetic on them.',
      { field },
    );
  }

  #amount(field: string, given: Amount, above: number): Expression {
    const value = this.#expression(field, given);
    if (value.kind !== 'constant' || value.value > above) return value;
    throw new HindcastError(
      'STRATEGY_INVALID',
      `${field}: must be above ${above}.`,
      'Give a positive number.',
      { field },
    );
  }

  #expression(field: string, given: Amount): Expression {
    if (typeof given === 'number') return constant(given);
    return this.#noted(checkAs('number', parseExpression(given, field), this.#scope(field, false)));
  }

  #scope(field: string, position: boolean): Scope {
    return { field, position, catalogue: this.#catalogue, params: this.#params, pair: this.#pair };
  }

  #noted(expression: Expression): Expression {
    for (const name of columnNames(expression)) {
      if (name.startsWith(PAIR_PREFIX)) this.#pairColumns.add(name.slice(PAIR_PREFIX.length));
      else this.columns.add(name.startsWith(OTHER) ? name.slice(OTHER.length) : name);
    }
    return expression;
  }
}
