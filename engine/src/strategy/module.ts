import { HindcastError } from '../errors.ts';
import { hashOf } from './canonical.ts';
import { Catalogue } from './catalogue.ts';
import { checkAs } from './check.ts';
import type { CodedRule } from './coded-rule.ts';
import { codedRule, columnNames, type CodedColumn } from './expression.ts';
import { parseExpression } from './parse.ts';
import type { StrategyInput } from './schema.ts';
import { compileStrategy, type CompileOptions, type Rule, type Strategy } from './strategy.ts';

/** Rules of one kind: in the expression language, or in code. */
export interface ModuleRules {
  readonly long?: string | CodedRule;
  readonly short?: string | CodedRule;
}

/**
 * A strategy written as a JavaScript or TypeScript module: what a strategy file holds, except that rules may be
 * functions. This is the whole API; it is stable. `columns` lists what those functions look at, by the names of
 * the expression language (`rsi`, `sma(close, 20)`).
 */
export interface StrategyModule extends Omit<StrategyInput, 'entry' | 'exit' | 'pair'> {
  readonly columns: readonly string[];
  readonly entry: ModuleRules;
  readonly exit?: ModuleRules;
}

type RuleName = 'entry.long' | 'entry.short' | 'exit.long' | 'exit.short';

/**
 * Compiles a strategy module. `source` is its text: with it, and not with its functions, the strategy's hash is computed.
 * Faults are answered as {@link compileStrategy} does.
 */
export function compileModule(module: unknown, source: string, options: CompileOptions = {}): Strategy {
  const { columns, entry, exit, ...rest } = asModule(module);
  const given: Record<RuleName, string | CodedRule | undefined> = {
    'entry.long': entry.long,
    'entry.short': entry.short,
    'exit.long': exit?.long,
    'exit.short': exit?.short,
  };
  const text = (name: RuleName): string | undefined =>
    typeof given[name] === 'function' ? 'false' : given[name];
  const strategy = compileStrategy(
    {
      ...rest,
      entry: { long: text('entry.long'), short: text('entry.short') },
      exit: { long: text('exit.long'), short: text('exit.short') },
    },
    options,
  );
  const catalogue = options.catalogue ?? Catalogue.engine();
  const leaves = columns.map((name, k) => leafOf(name, `columns.${k}`, catalogue));
  const hash = hashOf({ strategy: strategy.hash, source });
  const rule = (name: RuleName, compiled: Rule | null): Rule | null => {
    const test = given[name];
    if (typeof test !== 'function') return compiled;
    return {
      text: `${name} of ${strategy.name}`,
      expression: codedRule(name, hash, { test, params: strategy.params }, leaves),
    };
  };
  return {
    ...strategy,
    hash,
    entryLong: rule('entry.long', strategy.entryLong),
    entryShort: rule('entry.short', strategy.entryShort),
    exitLong: rule('exit.long', strategy.exitLong),
    exitShort: rule('exit.short', strategy.exitShort),
    columns: [...new Set([...strategy.columns, ...leaves.flatMap((leaf) => leaf.needs)])],
  };
}

function asModule(module: unknown): StrategyModule {
  const given = module as Partial<StrategyModule> | null;
  if (
    typeof given === 'object' &&
    given !== null &&
    Array.isArray(given.columns) &&
    typeof given.entry === 'object'
  ) {
    return given as StrategyModule;
  }
  throw new HindcastError(
    'STRATEGY_MODULE',
    'The module does not export a strategy as its default.',
    'Export an object with name, columns and entry: see docs/strategies.md.',
  );
}

/** A column by its name in the expression language, under the name by which the module asks for it. */
function leafOf(name: string, field: string, catalogue: Catalogue): CodedColumn {
  const scope = { field, catalogue, params: new Map<string, number>(), position: false, pair: false };
  const expression = checkAs('number', parseExpression(name, field), scope);
  if ((expression.kind === 'column' || expression.kind === 'window') && expression.back === 0) {
    return { name, leaf: expression, needs: [...columnNames(expression)] };
  }
  throw new HindcastError(
    'STRATEGY_COLUMN',
    `${field}: "${name}" is not a column.`,
    'Name a column, or a window of one.',
    { field },
  );
}
