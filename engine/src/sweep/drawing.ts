import type { Random } from '../numeric/random.ts';
import { gridTrial, spaceSize, valueAt, type Dimension } from './space.ts';

/** A trial is drawn anew so often before the space is gone through from its beginning. */
const MOST_DRAWS = 64;

/**
 * Trials drawn from a space without replacement: the n-th is the same whichever are asked for. Where most of the space is wanted, its
 * points are dealt out like cards; elsewhere a trial that has come before is drawn again.
 */
export class Drawing {
  readonly #dimensions: readonly Dimension[];
  readonly #random: Random;
  readonly #dealt: boolean;
  readonly #trials: number[][] = [];
  readonly #seen = new Set<string>();
  /** Cards that have changed places with an earlier one. */
  readonly #moved = new Map<number, number>();
  #draws = 0;

  /** @param most trials that will be asked for, no more than there are different ones */
  constructor(dimensions: readonly Dimension[], most: number, random: Random) {
    this.#dimensions = dimensions;
    this.#random = random;
    this.#dealt = most > spaceSize(dimensions) / 2;
  }

  /** Trials [from, to). */
  trials(from: number, to: number): number[][] {
    while (this.#trials.length < to) this.#trials.push(this.#dealt ? this.#deal() : this.#draw());
    return this.#trials.slice(from, to);
  }

  /** A trial that is not among those tried, of which there must be one. */
  another(tried: ReadonlySet<string>, random: Random): number[] {
    for (let k = 0; k < MOST_DRAWS; k++) {
      const values = this.#any(random);
      if (!tried.has(String(values))) return values;
    }
    let index = 0;
    while (tried.has(String(gridTrial(this.#dimensions, index)))) index++;
    return gridTrial(this.#dimensions, index);
  }

  #any(random: Random): number[] {
    return this.#dimensions.map((dimension) => valueAt(dimension, random.next()));
  }

  #draw(): number[] {
    for (;;) {
      const values = this.#any(this.#random.fork(this.#draws++));
      const key = String(values);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      return values;
    }
  }

  /** Fisher and Yates, of a pack that is only written down where it differs from order. */
  #deal(): number[] {
    const at = this.#trials.length;
    const left = spaceSize(this.#dimensions) - at;
    const from = at + this.#random.fork(this.#draws++).int(left);
    const card = this.#moved.get(from) ?? from;
    this.#moved.set(from, this.#moved.get(at) ?? at);
    return gridTrial(this.#dimensions, card);
  }
}
