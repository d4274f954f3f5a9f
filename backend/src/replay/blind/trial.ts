import { HindcastError, type Lane } from '@hindcast/engine';
import {
  DecidedLane,
  decidedStrategy,
  Simulation,
  type SimulationOptions,
} from '@hindcast/engine/simulation';
import type { Strategy } from '@hindcast/engine/strategy';
import type { BlindChoice, BlindHide, BlindState } from '@hindcast/engine/wire';
import { MarketTrack, type TrackSource } from '../../simulation/market-track.ts';

/** The strategy that is compared with, and what belongs to its lane. */
export interface Rule {
  strategy: Strategy;
  source: TrackSource;
}

/** A signal that somebody decided on. */
export interface Answer {
  row: number;
  /** Side that the rule would have taken, and the base units that it would have bought. */
  rule: 1 | -1;
  amount: number;
  choice: BlindChoice;
}

/**
 * Somebody's own account beside a rule. A signal is a bar at which the rule, standing where the viewer stands, would give an
 * order; the viewer decides in its place, and the same broker fills it. Bars at which the rule goes on saying
 * the same are the same signal: the first choice holds.
 */
export class Trial {
  readonly strategy: Strategy;
  readonly lane: Lane;
  /** The first row that may be decided on. */
  readonly start: number;
  readonly hide: BlindHide;
  readonly track: MarketTrack;
  readonly answers: Answer[] = [];
  readonly options: Partial<SimulationOptions>;
  readonly #decided: DecidedLane;
  /** Finds out, one row ahead of the track, where the rule speaks. */
  readonly #probe: Simulation;
  readonly #before: Float64Array;
  #waiting: { row: number; rule: 1 | -1; amount: number } | null = null;
  /** The last row at which the rule spoke. */
  #spoke = -2;
  /** Rows played when the verdict was asked for; null before. */
  #end: number | null = null;

  constructor(lane: Lane, { strategy, source }: Rule, start: number, hide: BlindHide) {
    this.strategy = strategy;
    this.lane = lane;
    this.start = start;
    this.hide = hide;
    const { equity, costs } = source.options ?? {};
    this.options = {
      ...(equity !== undefined && { equity }),
      ...(costs && { costs }),
      finer: (venue, symbol) => source.finer.find(({ key }) => key.venue === venue && key.symbol === symbol),
    };
    this.#decided = new DecidedLane(lane);
    const decided = decidedStrategy(strategy);
    this.#probe = new Simulation(decided, [this.#decided], this.options);
    this.#before = new Float64Array(this.#probe.stateSize);
    this.track = new MarketTrack(decided, { ...source, lanes: [this.#decided] });
  }

  /** The lane with what was decided on it. */
  get decided(): DecidedLane {
    return this.#decided;
  }
  /** Whether nothing can be decided any more. */
  get over(): boolean {
    return this.#end !== null;
  }

  state(): BlindState {
    return { hide: this.hide, waiting: this.#waiting?.row ?? null, decided: this.answers.length };
  }

  /** How far towards a computed row the film may go: to the signal that waits, if one comes first; once it is over, anywhere. */
  reach(row: number): number {
    while (!this.over && this.#waiting === null && this.#probe.cursor <= row) this.#look(row);
    const reached = this.#waiting === null ? row : Math.min(row, this.#waiting.row);
    this.track.advance(reached + 1);
    return reached;
  }

  /** @throws HindcastError BLIND_NOT_WAITING when no signal waits at that row */
  decide(row: number, choice: BlindChoice): void {
    const waiting = this.#waiting;
    if (this.over || waiting?.row !== row) throw notWaiting();
    this.answers.push({ ...waiting, choice });
    this.#waiting = null;
    this.#decided.decide(row, row + 1, choice);
    this.track.rewind(row);
    this.track.advance(row + 1);
    this.#probe.advance(row + 1);
    this.#spoke = row;
  }

  /**
   * From now on nothing can be decided any more, and signals stop the film no longer.
   *
   * @param rows rows played
   * @returns rows that had been played when this was called first: what is played afterwards changes no verdict
   */
  finish(rows: number): number {
    this.#waiting = null;
    return (this.#end ??= rows);
  }

  close(): void {
    this.track.close();
  }

  /** Looks at the next row (or, before the start, at all of them): does the rule give an order there? */
  #look(to: number): void {
    const probe = this.#probe;
    const row = probe.cursor;
    if (row < this.start) return probe.advance(Math.min(this.start, to + 1));
    probe.save(this.#before);
    this.#decided.decide(row, row + 1, 'rule');
    probe.advance(row + 1);
    const { entrySide, signalRow, amount } = probe.brokers[0].orders;
    this.#decided.decide(row, row + 1, 'pass');
    if (entrySide === 0 || signalRow !== row) return;
    probe.load(this.#before);
    const rule = entrySide > 0 ? 1 : -1;
    const last = this.answers.at(-1);
    const same = last?.rule === rule && this.#spoke === row - 1;
    if (!same) this.#waiting = { row, rule, amount };
    else {
      this.#decided.decide(row, row + 1, last.choice);
      probe.advance(row + 1);
      this.#spoke = row;
    }
  }
}

function notWaiting(): HindcastError {
  return new HindcastError(
    'BLIND_NOT_WAITING',
    'No signal waits for a choice at that bar.',
    'Play on: the film stops at the next one.',
    { field: 'row' },
  );
}
