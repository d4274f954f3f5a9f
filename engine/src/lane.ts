import { Column, fetchAhead, FETCHED_ROWS } from './column.ts';
import { ColumnRoom } from './column-room.ts';
import { configFor, DEFAULT_CONFIG, type EngineConfig } from './config.ts';
import { GROUP_COLUMNS } from './cross/columns.ts';
import { HindcastError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { BLOCK_ROWS } from './kernels/block.ts';
import { STAGE_INDEX, STAGES, type MetricDefinition, type MetricScope } from './metrics/definition.ts';
import { definitionOf, METRIC_NAMES } from './metrics/registry.ts';
import { BarToBar } from './metrics/bar-to-bar.ts';
import { nearest } from './nearest.ts';
import { SymbolGroup } from './symbol-group.ts';
import { BAR_FIELDS, type BarInput } from './tape/fields.ts';
import { laneId, type LaneKey, type Tape } from './tape/tape.ts';

export interface LaneOptions {
  config?: EngineConfig;
  /** Only these columns, and what they need, are computed; all of them when left out. */
  metrics?: readonly string[];
}

/**
 * Rows that are made NaN at a time, ahead of the cursor: few enough that they are still in the cache when they are computed.
 */
const BLANK_ROWS = FETCHED_ROWS;

const GROUP = new Map(GROUP_COLUMNS.map((column) => [column.name, column]));

/**
 * One (venue, symbol, timeframe) and every column computed from it. A lane computes rows [cursor, to) when it is
 * asked to and never reads a bar at or after `to`. A lane on its own is a market of one;
 * {@link Market} advances several in step.
 */
export class Lane {
  readonly tape: Tape;
  readonly key: LaneKey;
  readonly config: EngineConfig;
  private readonly columns = new Map<string, Column>();
  private readonly stageOf = new Map<string, number>();
  private readonly kernels: Kernel[][] = STAGES.map(() => []);
  private readonly fields: Column[] = [];
  private readonly openTime: Column;
  private readonly order: string[] = [];
  private group: SymbolGroup;
  /** How many kernels of each stage are those of every lane that computes everything; 0 on others. */
  private readonly standard: readonly number[];
  private row = 0;
  /** Computed columns are NaN, where nothing has been computed, for rows before this one; no one reads beyond it. */
  private blanked = 0;
  /** Bar fields and computed columns, for {@link fetchAhead}. */
  private readonly all: Column[] = [];
  /** Where the computed columns lie. */
  private readonly rooms: ColumnRoom[];

  constructor(tape: Tape, options: LaneOptions = {}) {
    this.tape = tape;
    this.key = tape.key;
    this.config = configFor(options.config ?? DEFAULT_CONFIG, tape.key.symbol);
    this.openTime = new Column('openTime', tape.openTime);
    for (const name of BAR_FIELDS) this.addField(name);
    this.rooms = [new ColumnRoom(options.metrics ? 0 : METRIC_NAMES.length, tape.capacity)];
    this.group = new SymbolGroup([this]);
    for (const name of options.metrics ?? METRIC_NAMES) this.require(name);
    if (!options.metrics) this.kernels[0] = BarToBar.fuse(this.kernels[0]);
    this.standard = this.kernels.map((kernels) => (options.metrics ? 0 : kernels.length));
    // Room for bars to come is made before they come; recorded ones wait for nobody.
    if (tape.rows === 0) this.blank(tape.capacity);
  }

  /** Rows computed so far; every column is valid for rows [0, cursor). */
  get cursor(): number {
    return this.row;
  }

  /** Computed columns, in the order in which they were added; bar fields are not among them. */
  columnNames(): string[] {
    return [...this.order];
  }

  /** How many of {@link columnNames} there are. */
  get columnCount(): number {
    return this.order.length;
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  /** A bar field or a computed column. Throws METRIC_UNKNOWN with the nearest known name. */
  column(name: string): Column {
    return this.columns.get(name) ?? this.unknown(name);
  }

  /**
   * The column of that name, added (and caught up to the cursor) if it is not there yet: a metric, or a derived
   * one such as `sma(close,20)`. Columns over all venues can only be added before the first row.
   */
  require(name: string): Column {
    const known = this.columns.get(name);
    if (known) return known;
    if (GROUP.has(name)) return this.addGroupColumn(name);
    const definition = definitionOf(name);
    if (!definition) return this.unknown(name);
    this.add(definition);
    return this.column(name);
  }

  /** Adds a computed column of one's own: an expression of a strategy or a rule. */
  define(name: string, needs: readonly string[], make: (inputs: Column[], output: Column) => Kernel): Column {
    const inputs = needs.map((need) => this.require(need));
    const output = this.addColumn(name, this.latest(needs, 0));
    this.install(make(inputs, output), this.stageOf.get(name) ?? 0);
    return output;
  }

  /** Appends a closed bar to the tape and computes its row, which it returns. */
  push(bar: BarInput): number {
    const row = this.tape.append(bar);
    this.advance(row + 1);
    return row;
  }

  /** Computes rows [cursor, to). */
  advance(to: number): void {
    if (to === this.row + 1) {
      this.prepare(to);
      if (to % FETCHED_ROWS === 0) fetchAhead(this.all, to);
      this.group.advance(this.row, to);
      this.row = to;
      return;
    }
    if (to > this.tape.rows) throw beyondTape(this.key, to, this.tape.rows);
    for (let from = this.row; from < to; from = this.row) {
      const end = Math.min(to, from + BLOCK_ROWS);
      this.prepare(end);
      this.group.advance(from, end);
      this.row = end;
    }
  }

  /** For {@link Market}: makes room up to row `to`, and looks at the tape's arrays anew where they were replaced. */
  prepare(to: number): void {
    if (to > this.tape.rows) throw beyondTape(this.key, to, this.tape.rows);
    if (this.openTime.data !== this.tape.openTime) this.refit();
    if (to > this.blanked) this.blank(to);
  }

  /** Makes rows NaN up to `to` and some more; those before the cursor are computed already. */
  private blank(to: number): void {
    const end = Math.min(this.tape.capacity, Math.max(to, this.blanked + BLANK_ROWS));
    const from = Math.max(this.blanked, this.row);
    for (const name of this.order) this.column(name).data.fill(NaN, from, end);
    this.blanked = end;
  }

  private refit(): void {
    const tape = this.tape;
    this.openTime.hold(tape.openTime);
    for (let k = 0; k < BAR_FIELDS.length; k++) tape.lend(BAR_FIELDS[k], this.fields[k]);
    for (const room of this.rooms) room.reserve(tape.capacity);
    for (const name of this.order) this.column(name).reserve(tape.capacity);
  }

  /** For {@link SymbolGroup}: from now on the lane is advanced with these. */
  join(group: SymbolGroup): void {
    this.group = group;
  }

  /** For {@link SymbolGroup}: the kernels of a stage that every lane has which computes everything, or the others. */
  kernelsOf(stage: number, which: 'standard' | 'added'): readonly Kernel[] {
    const kernels = this.kernels[stage];
    const standard = this.standard[stage];
    return which === 'standard' ? kernels.slice(0, standard) : kernels.slice(standard);
  }

  /** For {@link Market}: after all stages of a block, or after a restore. */
  moveTo(row: number): void {
    this.row = row;
  }

  get stateSize(): number {
    return this.kernels.flat().reduce((sum, kernel) => sum + kernel.stateSize, 0);
  }

  save(into: Float64Array, at: number): void {
    for (const kernel of this.kernels.flat()) {
      kernel.save(into, at);
      at += kernel.stateSize;
    }
  }

  /** Restores the state after `row` computed rows; the columns before it must still be there. */
  load(from: Float64Array, at: number, row: number): void {
    for (const kernel of this.kernels.flat()) {
      kernel.load(from, at, row);
      at += kernel.stateSize;
    }
    this.group.load();
    this.row = row;
  }

  private addField(name: (typeof BAR_FIELDS)[number]): void {
    const column = new Column(name, this.tape.columns[name]);
    this.tape.lend(name, column);
    this.fields.push(column);
    this.columns.set(name, column);
    this.all.push(column);
    this.stageOf.set(name, 0);
  }

  private add(definition: MetricDefinition): void {
    for (const need of definition.needs) this.require(need);
    const stage = this.latest(definition.needs, STAGE_INDEX[definition.stage]);
    const room = this.roomFor(definition.columns.length);
    for (const { name } of definition.columns) this.addColumn(name, stage, room);
    const scope: MetricScope = {
      tape: this.tape,
      timeframe: this.key.timeframe,
      config: this.config,
      input: (name) => this.column(name),
      output: (name) => this.column(name),
      openTime: this.openTime,
    };
    this.install(definition.make(scope), stage);
  }

  private addGroupColumn(name: string): Column {
    if (this.row > 0) throw tooLate(name);
    const { needs, ready, with: others } = GROUP.get(name)!;
    for (const need of needs) this.require(need);
    // One that it needs may have brought it along.
    const column = this.columns.get(name) ?? this.addColumn(name, STAGE_INDEX[ready]);
    // A kernel of the group writes all of its columns or none.
    for (const other of others ?? []) this.require(other);
    return column;
  }

  /** For the market's pairs: a column that is computed elsewhere, before the kernels of this lane, stands among its own. */
  adopt(name: string, column: Column): void {
    this.columns.set(name, column);
    this.all.push(column);
    this.stageOf.set(name, 0);
    this.order.push(name);
  }

  /** Where so many columns lie behind one another: one room for those of every lane that computes everything, others have their own. */
  private roomFor(places: number): ColumnRoom {
    const standard = this.rooms[0];
    if (standard.has(places)) return standard;
    const room = new ColumnRoom(places, this.tape.capacity);
    this.rooms.push(room);
    return room;
  }

  private addColumn(name: string, stage: number, room = this.roomFor(1)): Column {
    const column = room.add(name);
    column.data.fill(NaN, 0, this.blanked);
    this.columns.set(name, column);
    this.all.push(column);
    this.stageOf.set(name, stage);
    this.order.push(name);
    return column;
  }

  private install(kernel: Kernel, stage: number): void {
    if (this.row === 0 && this.kernels[stage].at(-1)?.absorb?.(kernel)) return;
    this.kernels[stage].push(kernel);
    this.group.relink();
    for (let from = 0; from < this.row; from += BLOCK_ROWS) {
      kernel.advance(from, Math.min(this.row, from + BLOCK_ROWS));
    }
  }

  /** The stage in which all of `needs` are known. */
  private latest(needs: readonly string[], least: number): number {
    return needs.reduce((stage, need) => Math.max(stage, this.stageOf.get(need) ?? 0), least);
  }

  private unknown(name: string): never {
    const suggestion = nearest(name, this.columns.keys()) ?? nearest(name, METRIC_NAMES);
    throw new HindcastError(
      'METRIC_UNKNOWN',
      `There is no column "${name}".`,
      suggestion ? `Did you mean "${suggestion}"?` : 'See the catalogue of metrics.',
      { field: name },
    );
  }
}

function beyondTape(key: LaneKey, to: number, rows: number): HindcastError {
  return new HindcastError(
    'ROW_BEYOND_TAPE',
    `${laneId(key)}: row ${to - 1} was asked for, but the tape has ${rows} rows.`,
    'Ask for rows that exist.',
  );
}

function tooLate(name: string): HindcastError {
  return new HindcastError(
    'METRIC_TOO_LATE',
    `"${name}" is computed over all venues and cannot be added after the first row.`,
    'Name it when the lane is made.',
    { field: name },
  );
}
