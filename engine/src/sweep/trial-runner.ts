import { DEFAULT_CONFIG, type EngineConfig } from '../config.ts';
import type { Lane } from '../lane.ts';
import { Market } from '../market.ts';
import { DEFAULT_OPTIONS, type SimulationOptions } from '../simulation/options.ts';
import { Simulation } from '../simulation/simulation.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { LaneKey, Tape } from '../tape/tape.ts';
import { FlatRuleBook } from './flat-rules.ts';
import { FlatWalk } from './flat-walk.ts';
import { outcomeOf, type RunOutcome } from './outcome.ts';
import { RowIndex } from './row-index.ts';
import { configWith, costsWith, knobOf, type Knob } from './trial.ts';
import { ValueTree } from './value-tree.ts';
import { whyNotFlat } from './why-not-flat.ts';

/** What all trials of a sweep have in common. */
export interface TrialSetup {
  /** Every lane that signals look at, on any grid. */
  readonly tapes: readonly Tape[];
  /** Lanes that are traded, in the strategy's order. */
  readonly traded: readonly Pick<LaneKey, 'venue' | 'symbol'>[];
  /** Compiles the strategy for these parameter values; the others keep their defaults. */
  readonly compile: (params: Readonly<Record<string, number>>) => Strategy;
  /** Names of what is changed, in the order in which values are given. */
  readonly names: readonly string[];
  readonly options?: Partial<SimulationOptions>;
  readonly config?: EngineConfig;
  /** Whether what is open at the end is closed at the last price; yes by default. */
  readonly closeAtEnd?: boolean;
  /** Never take the way from entry to exit: what the shortcut is compared with. */
  readonly barByBar?: boolean;
}

/** Rows [from, to) of the common grid; decisions begin at `from`, columns have seen all before. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Columns that trials may add to a market (`sma(close, n)` for every n) before it is made anew. */
const MOST_ADDED = 64;
/** Markets under different configurations that are kept. */
const MOST_MARKETS = 4;

/**
 * Runs trials of a sweep over recorded bars: columns are computed once per configuration; a strategy whose trades follow from entry
 * and exit conditions is walked from entry to exit, any other goes through the pipeline bar by bar. Both give the same bits.
 */
export class TrialRunner {
  readonly base: Strategy;
  readonly knobs: readonly Knob[];
  readonly options: SimulationOptions;
  /** Why trials go bar by bar; null where they are walked. */
  readonly whyBarByBar: string | null;
  /** Trials that were walked, and that went bar by bar. */
  walked = 0;
  barByBar = 0;
  readonly #setup: TrialSetup;
  readonly #venues: ValueTree<Ground>;
  /** Bars are the same under every configuration. */
  #flatWalk: FlatWalk | undefined;
  readonly #paramAt: readonly number[];
  /** Values of the strategy's parameters in the trial at hand: those that are not swept keep their defaults. */
  readonly #params: number[];
  readonly #sweepsConfig: boolean;
  #plain: Ground | undefined;

  constructor(setup: TrialSetup) {
    this.#setup = setup;
    this.base = setup.compile({});
    this.knobs = setup.names.map((name) => knobOf(name, this.base.params.keys()));
    this.options = { ...DEFAULT_OPTIONS, ...setup.options, detail: false };
    this.whyBarByBar = setup.barByBar
      ? 'it was asked for'
      : whyNotFlat(this.base, setup.traded.length, this.options);
    this.#venues = new ValueTree(MOST_MARKETS);
    this.#paramAt = [...this.base.params.keys()].map((name) => setup.names.indexOf(name));
    this.#params = [...this.base.params.values()];
    this.#sweepsConfig = this.knobs.some((knob) => knob.of === 'config');
  }

  /** Rows of the common grid. */
  get rows(): number {
    return this.#ground(this.#defaults()).market.cursor;
  }

  /** Open time of each row, UTC ms, and the length of a bar. */
  get grid(): { openTime: Float64Array; timeframeMs: number } {
    const { tape } = this.#ground(this.#defaults()).lanes[0];
    return { openTime: tape.openTime, timeframeMs: tape.timeframeMs };
  }

  /** One trial, by the fastest way that is proven equal. */
  run(values: readonly number[], window?: Window): RunOutcome {
    const ground = this.#ground(values);
    if (this.whyBarByBar === null) {
      const outcome = this.#walk(ground, values, window);
      if (outcome) {
        this.walked++;
        return outcome;
      }
    }
    this.barByBar++;
    return outcomeOf(this.#simulate(ground, values, false, window), window?.from);
  }

  /** One trial through the pipeline, with everything that a report asks for. */
  simulate(values: readonly number[], window?: Window): Simulation {
    return this.#simulate(this.#ground(values), values, true, window);
  }

  #walk(ground: Ground, values: readonly number[], window: Window | undefined): RunOutcome | null {
    const { base, options } = this;
    const lane = ground.lanes[0];
    const walk = (this.#flatWalk ??= new FlatWalk(lane.tape, lane.cursor));
    ground.rules ??= new FlatRuleBook(base, new RowIndex(lane, lane.cursor));
    this.#paramAt.forEach((at, k) => {
      if (at >= 0) this.#params[k] = values[at];
    });
    const rules = ground.rules.rules(this.#params);
    if (rules === null) return null;
    const costs = costsWith(options.costs, this.knobs, values);
    const own = costs === options.costs ? options : { ...options, costs };
    const walked = walk.run(base, rules, own, this.#setup.closeAtEnd !== false, window?.from, window?.to);
    return walked ? walk.outcome() : null;
  }

  #simulate(
    ground: Ground,
    values: readonly number[],
    detail: boolean,
    window: Window | undefined,
  ): Simulation {
    const strategy = this.#setup.compile(this.#paramsOf(values));
    const costs = costsWith(this.options.costs, this.knobs, values);
    const simulation = new Simulation(strategy, ground.lanes, { ...this.options, costs, detail });
    if (window) beginAt(simulation, window.from);
    simulation.advance(window?.to ?? ground.market.cursor);
    if (this.#setup.closeAtEnd !== false) simulation.closeAtEnd();
    return simulation;
  }

  #paramsOf(values: readonly number[]): Record<string, number> {
    const params: Record<string, number> = {};
    this.knobs.forEach((knob, k) => {
      if (knob.of === 'strategy') params[knob.name] = values[k];
    });
    return params;
  }

  #defaults(): number[] {
    return this.knobs.map((knob) => (knob.of === 'strategy' ? this.base.params.get(knob.name)! : NaN));
  }

  /** The market under this trial's configuration, computed to its end. */
  #ground(values: readonly number[]): Ground {
    const ground = this.#sweepsConfig ? this.#configured(values) : (this.#plain ??= this.#open([], []));
    if (ground.lanes[0].columnCount - ground.columns > MOST_ADDED) ground.reopen();
    return ground;
  }

  #configured(values: readonly number[]): Ground {
    const at = this.knobs.flatMap((knob, k) => (knob.of === 'config' && values[k] === values[k] ? [k] : []));
    // NaN stands for the default here as well: no value is equal to it, and a map finds it again.
    const key = this.knobs.map((knob, k) => (knob.of === 'config' ? values[k] : 0));
    return this.#venues.get(key, () =>
      this.#open(
        at.map((k) => this.knobs[k]),
        at.map((k) => values[k]),
      ),
    );
  }

  #open(knobs: readonly Knob[], values: readonly number[]): Ground {
    const { tapes, traded, config = DEFAULT_CONFIG } = this.#setup;
    const metrics = [...new Set([...this.base.columns, ...(needsTier(this.base) ? ['tier'] : [])])];
    const make = (): Market => {
      const market = new Market(tapes, { config: configWith(config, knobs, values), metrics, pairs: false });
      market.advance(market.rows);
      return market;
    };
    return new Ground(make, traded);
  }
}

/** Tiers are only computed for a strategy that asks for them: a sweep does not show which tier caused a trade. */
function needsTier(strategy: Strategy): boolean {
  return strategy.columns.some((name) => name === 'tier' || name === 'tiers');
}

/** A computed market, and what has been found out about it. */
class Ground {
  market: Market;
  lanes: readonly Lane[];
  columns: number;
  rules: FlatRuleBook | undefined;
  readonly #make: () => Market;
  readonly #traded: TrialSetup['traded'];

  constructor(make: () => Market, traded: TrialSetup['traded']) {
    this.#make = make;
    this.#traded = traded;
    this.market = make();
    this.lanes = this.#lanesOf();
    this.columns = this.lanes[0].columnCount;
  }

  /** Forgets the columns that trials have added. */
  reopen(): void {
    this.market = this.#make();
    this.lanes = this.#lanesOf();
    this.rules = undefined;
  }

  #lanesOf(): Lane[] {
    return this.#traded.map(({ venue, symbol }) => this.market.lane(venue, symbol)!);
  }
}

/** Sets a fresh simulation to begin at a row, as if nothing had been decided before it. */
function beginAt(simulation: Simulation, row: number): void {
  if (row === 0) return;
  const state = new Float64Array(simulation.stateSize);
  simulation.save(state);
  state[0] = row;
  simulation.load(state);
}
