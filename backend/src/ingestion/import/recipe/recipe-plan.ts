import { resolve } from 'node:path';
import { timeframeMs, type BarField } from '@hindcast/engine';
import { readHead, sampleTime, timeFormatOf, type Head } from '../csv/read-head.ts';
import { parseIsoTime, type TimeFormat } from '../csv/times.ts';
import { inputError, quoted } from '../import-error.ts';
import { Table } from '../kinds/match.ts';
import { recognise } from '../kinds/recognise.ts';
import { STALE_INTERVALS } from '../kinds/series.ts';
import { plainTitle } from '../kinds/titles.ts';
import type { ImportLimits } from '../limits.ts';
import type { ImportPlan, SymbolPlan } from '../plan-import.ts';
import type { CellReader, TablePlan, TableRole, TimeColumn, ValueColumn } from '../table-plan.ts';
import { matchFiles } from './match-files.ts';
import {
  durationMs,
  type AnyTable,
  type BarTable,
  type ColumnName,
  type LiquidationTable,
  type Recipe,
  type RecipeLane,
  type SeriesTable,
  type TradeTable,
  type ValueSpec,
} from './recipe-schema.ts';

/** Turns a recipe into what an import reads: the same plans that recognising makes. */
export async function planRecipe(
  recipe: Recipe,
  file: string,
  root: string,
  limits: ImportLimits,
): Promise<ImportPlan> {
  const symbols: SymbolPlan[] = [];
  for (const lane of recipe.lanes)
    symbols.push(await new LanePlanner(lane, file, resolve(root), limits).plan());
  const tables = symbols.flatMap((s) => [
    ...s.series,
    ...s.trades,
    ...s.liquidations,
    ...[...s.bars.values()].flat(),
  ]);
  return { symbols, ignored: [], bytes: tables.reduce((sum, { source }) => sum + source.bytes, 0) };
}

class LanePlanner {
  readonly #lane: RecipeLane;
  readonly #file: string;
  readonly #root: string;
  readonly #limits: ImportLimits;

  constructor(lane: RecipeLane, file: string, root: string, limits: ImportLimits) {
    this.#lane = lane;
    this.#file = file;
    this.#root = root;
    this.#limits = limits;
  }

  async plan(): Promise<SymbolPlan> {
    const { venue, symbol, timeframe } = this.#lane;
    const bars = await this.#tables(this.#lane.bars, 'bars', (spec, head) => this.#bars(spec, head));
    const series = await this.#tables(this.#lane.series, 'series', (spec, head) => this.#series(spec, head));
    const trades = await this.#tables(this.#lane.trades, 'trades', (spec, head) => this.#trades(spec, head));
    const liquidations = await this.#tables(this.#lane.liquidations, 'liquidations', (spec, head) =>
      this.#liquidations(spec, head),
    );
    return {
      venue,
      symbol,
      bars: bars.length > 0 ? new Map([[timeframe, bars]]) : new Map(),
      series,
      trades,
      liquidations,
      tradeTimeframes: [timeframe],
    };
  }

  async #tables<Spec extends AnyTable & { columns?: object }>(
    specs: readonly Spec[] | undefined,
    role: TableRole,
    planned: (spec: Spec, head: Head) => TablePlan,
  ): Promise<TablePlan[]> {
    const plans: TablePlan[] = [];
    for (const spec of specs ?? []) {
      for (const source of await matchFiles(this.#root, spec.file, this.#file, this.#limits)) {
        const head = await readHead(source, this.#limits, spec.delimiter);
        const plan = spec.columns ? planned(spec, head) : this.#recognised(spec, head, role);
        plans.push(this.#bounded(plan, spec));
      }
    }
    return plans;
  }

  /** A table without columns is understood as it would be without a recipe. */
  #recognised(
    spec: AnyTable & { stamp?: string; lag?: string; interval?: string },
    head: Head,
    role: TableRole,
  ): TablePlan {
    const { venue, symbol, timeframe } = this.#lane;
    const found = recognise(head, { venue, symbol, timeframe, decimalComma: spec.decimalComma });
    const plan = 'note' in found ? undefined : found.find((one) => one.role === role);
    if (plan) return { ...plan, ...(role === 'bars' ? { timeframe } : {}) };
    const what = `it was not recognised as ${role}.`;
    throw inputError(
      'RECIPE_COLUMNS',
      { file: head.source.label, row: 1 },
      what,
      'Say which "columns" it has.',
    );
  }

  #bars(spec: BarTable, head: Head): TablePlan {
    const { timeframe } = this.#lane;
    const shift = spec.stamp === 'close' ? -timeframeMs(timeframe) : 0;
    const values = this.#values(spec.columns ?? {}, head);
    return { ...this.#plan(spec, head, 'bars', values, shift), timeframe, dropLast: spec.dropLast ?? false };
  }

  #series(spec: SeriesTable, head: Head): TablePlan {
    const table = new Table(head);
    const time = this.#time(spec, head, table);
    const interval = spec.interval ? durationMs(spec.interval) : table.step(time);
    if (interval === undefined) {
      const what = 'a single row does not show the interval of the series.';
      throw inputError(
        'RECIPE_COLUMNS',
        { file: head.source.label, row: head.firstLine },
        what,
        'Add "interval: 5m".',
      );
    }
    const lag = (spec.stamp === 'open' ? interval : 0) + (spec.lag ? durationMs(spec.lag) : 0);
    const maxAge = spec.stale ? durationMs(spec.stale) : STALE_INTERVALS * interval;
    const values = this.#values(spec.columns ?? {}, head).map((column) => ({ ...column, lag, maxAge }));
    return this.#plan(spec, head, 'series', values, 0);
  }

  #trades(spec: TradeTable, head: Head): TablePlan {
    const { buyerIsMaker = '', ...numbers } = spec.columns ?? {};
    const values = [...this.#values(numbers, head), this.#value('buyerIsMaker', buyerIsMaker, head, 'flag')];
    return this.#plan(spec, head, 'trades', values, 0);
  }

  #liquidations(spec: LiquidationTable, head: Head): TablePlan {
    const { side = '', ...numbers } = spec.columns ?? {};
    const read: CellReader = spec.side === 'position' ? 'position' : 'side';
    const values = [...this.#values(numbers, head), this.#value('sellSide', side, head, read)];
    const plan = this.#plan(spec, head, 'liquidations', values, 0);
    if (!spec.covers) return plan;
    return { ...plan, covers: { from: parseIsoTime(spec.covers.from), to: parseIsoTime(spec.covers.to) } };
  }

  #plan(spec: AnyTable, head: Head, role: TableRole, values: ValueColumn[], shift: number): TablePlan {
    const { venue, symbol } = this.#lane;
    const table = new Table(head);
    const time = { ...this.#time(spec, head, table), shift };
    const where = Object.entries(spec.where ?? {}).map(([title, equals]) => ({
      // A key of YAML is a text: without titles it can only be a number.
      index: this.#index(head.titles ? title : Number(title), head),
      title,
      equals: String(equals),
    }));
    return {
      source: head.source,
      kind: 'recipe',
      role,
      venue,
      symbol,
      shape: {
        delimiter: head.delimiter,
        skip: head.skip,
        columns: head.titles?.length ?? table.width,
        decimalComma: spec.decimalComma ?? false,
        lineShift: head.lineShift,
      },
      time,
      values,
      where,
      // Rows of others may come first: what is sure is that none comes earlier.
      firstTime: sampleTime(head.rows[0][time.index], time.format) + shift,
      notes: [],
    };
  }

  #bounded(plan: TablePlan, spec: AnyTable): TablePlan {
    return {
      ...plan,
      fallback: spec.fallback ?? false,
      ...(spec.every ? { every: durationMs(spec.every) } : {}),
      ...(spec.from || spec.to
        ? {
            between: {
              from: spec.from ? parseIsoTime(spec.from) : -Infinity,
              to: spec.to ? parseIsoTime(spec.to) : Infinity,
            },
          }
        : {}),
    };
  }

  #time(spec: AnyTable, head: Head, table: Table): TimeColumn {
    const { time } = spec;
    if (time === undefined) {
      const found = table.time();
      if (found) return found;
      throw inputError(
        'RECIPE_COLUMNS',
        { file: head.source.label, row: 1 },
        'which column is the time?',
        'Add "time:".',
      );
    }
    const named = typeof time === 'object' ? time : { column: time, format: undefined };
    const index = this.#index(named.column, head);
    const cell = head.rows[0][index] ?? '';
    const format: TimeFormat | undefined = named.format ?? timeFormatOf(cell);
    if (format) return { index, title: table.titles.written[index], format, shift: 0 };
    throw inputError(
      'RECIPE_COLUMNS',
      { file: head.source.label, row: head.firstLine, column: named.column },
      `${quoted(cell)} is not a time.`,
      'Name the column of the times, or its format.',
    );
  }

  #values(columns: Record<string, ValueSpec | undefined>, head: Head): ValueColumn[] {
    return Object.entries(columns).flatMap(([field, spec]) =>
      spec === undefined ? [] : [this.#value(field as BarField, spec, head, 'number')],
    );
  }

  #value(field: ValueColumn['field'], spec: ValueSpec, head: Head, read: CellReader): ValueColumn {
    const { column, scale } = typeof spec === 'object' ? spec : { column: spec, scale: undefined };
    const index = this.#index(column, head);
    const title = head.titles?.[index] ?? `column ${index + 1}`;
    return { field, index, title, read, ...(scale === undefined ? {} : { scale }) };
  }

  #index(column: ColumnName, head: Head): number {
    const width = head.titles?.length ?? head.rows[0].length;
    if (typeof column === 'number') {
      if (column <= width) return column - 1;
    } else {
      const exact = head.titles?.indexOf(column) ?? -1;
      if (exact >= 0) return exact;
      const alike = head.titles?.findIndex((title) => plainTitle(title) === plainTitle(column)) ?? -1;
      if (alike >= 0) return alike;
    }
    throw inputError(
      'RECIPE_COLUMNS',
      { file: head.source.label, row: 1 },
      `there is no column ${quoted(String(column))}; there is ${(head.titles ?? ['no header']).map(quoted).join(', ')}.`,
      `Correct the recipe (${this.#file}).`,
    );
  }
}
