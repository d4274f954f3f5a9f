import type { Random } from '../../numeric/random.ts';
import type { Shock } from '../plan/shocks.ts';
import { History } from './history.ts';

/** Values in the z-windows of oiZ and oiDivergence (SPEC §3). */
const WINDOW = 20;
/** Unplanted changes stay below these: SPEC §4 asks for oiZ > 2.5, |oiDivergence| > 2 and oiDeltaPct > 1. */
const QUIET_Z = 2.2;
const QUIET_DIVERGENCE = 1.75;
const QUIET_CHANGE = 0.9;
/** Planted ones stay above these. */
const PLANTED_DIVERGENCE = 2.7;
const PLANTED_FLOW = 1.08;

/** What the windows say of a row's changes: oiZ of each venue, and the divergence of the first two. */
export interface ChangeReading {
  z: number[];
  divergence: number;
}

/**
 * Percent changes of one symbol's open interest, one per venue, such that tiers 1, 3 and 5 fire where a shock is
 * planted and nowhere else: a draw beyond a quiet limit is brought back inside it.
 */
export class InterestChange {
  readonly #random: Random;
  readonly #own: History[];
  readonly #difference = new History(WINDOW);

  constructor(venues: number, random: Random) {
    this.#random = random;
    this.#own = Array.from({ length: venues }, () => new History(WINDOW));
  }

  push(changes: readonly number[]): void {
    this.#own.forEach((history, v) => history.push(changes[v]));
    if (changes.length > 1) this.#difference.push(changes[0] - changes[1]);
  }

  read(changes: readonly number[]): ChangeReading {
    return {
      z: changes.map((x, v) => this.#own[v].z(x)),
      divergence: changes.length > 1 ? this.#difference.z(changes[0] - changes[1]) : NaN,
    };
  }

  /** Changes without anything planted: the draws, brought inside the quiet limits where they are not. */
  quiet(draws: readonly number[], limitDivergence = true): number[] {
    if (!this.#own[0].full) return [...draws];
    const apart = draws.length > 1 ? this.#apart(draws[0] - draws[1], limitDivergence) : 0;
    const offsets = draws.map((_, v) => (v === 0 ? apart / 2 : -apart / 2));
    const middle = draws.length > 1 ? (draws[0] + draws[1]) / 2 : draws[0];
    const limits = this.#own.map(({ mean, deviation }) => Math.min(mean + QUIET_Z * deviation, QUIET_CHANGE));
    const highest = Math.min(...limits.map((limit, v) => limit - offsets[v]));
    const mean = this.#own.reduce((sum, history) => sum + history.mean, 0) / draws.length;
    // Not onto the limit itself, where draws would pile up, but anywhere between it and halfway to the mean.
    const level = middle < highest ? middle : highest - 0.5 * this.#random.next() * Math.abs(highest - mean);
    return offsets.map((offset) => level + offset);
  }

  #apart(drawn: number, limited: boolean): number {
    const { mean, deviation } = this.#difference;
    const reach = QUIET_DIVERGENCE * deviation;
    if (!limited || Math.abs(drawn - mean) <= reach) return drawn;
    return mean + Math.sign(drawn - mean) * reach * (0.5 + 0.5 * this.#random.next());
  }

  /** Changes with a shock in them; the venues that it leaves out stay quiet. */
  shocked(shock: Shock, draws: readonly number[]): number[] {
    const alone = shock.venues.length < draws.length;
    const changes = this.quiet(draws, !alone);
    const size = shock.kind === 'drop' ? 0 : this.#size(shock);
    if (!alone) return this.#together(changes, size);
    const [v] = shock.venues;
    const sign = v === 0 ? 1 : -1;
    const { mean, deviation } = this.#difference;
    const other = changes[1 - v];
    // The difference to the other venue has to stand out as well.
    const reach = (PLANTED_DIVERGENCE + 0.5 * this.#random.next()) * deviation;
    changes[v] =
      shock.kind === 'drop' ? other + sign * mean - reach : Math.max(size, other + sign * mean + reach);
    if (shock.kind === 'jump') changes[v] = belowFlow(changes[v]);
    return changes;
  }

  /** Size of a jump on every venue that it names: beyond z on each, and beyond tier 3's threshold where asked. */
  #size({ kind, venues, z }: Shock): number {
    const size = Math.max(...venues.map((v) => this.#own[v].mean + z * this.#own[v].deviation));
    if (kind === 'jump') {
      const least = Math.max(...venues.map((v) => this.#own[v].mean + 2.9 * this.#own[v].deviation));
      return size > 0.94 && least < 0.94 ? Math.max(least, 0.8 + 0.14 * this.#random.next()) : size;
    }
    return Math.max(size, PLANTED_FLOW + 0.9 * this.#random.next() * this.#random.next());
  }

  /** The same jump on every venue, apart by what is usual between them. */
  #together(changes: readonly number[], size: number): number[] {
    const { mean, deviation } = this.#difference;
    const apart = mean + Math.max(-1, Math.min(1, 0.4 * this.#random.normal())) * deviation;
    const base = size + Math.abs(apart);
    return changes.map((_, v) => belowFlow(v === 0 ? base : base - apart));
  }
}

/** Keeps a change clear of tier 3's threshold of 1 %, on the side where it is. */
function belowFlow(change: number): number {
  if (change > 0.96 && change <= 1) return 0.96;
  return change > 1 && change < 1.05 ? 1.05 : change;
}
