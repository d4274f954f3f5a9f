/**
 * What has been made for a list of numbers, found again by those numbers: thousands of runs share the few conditions that their
 * parameters make. It forgets everything when it holds more than it may, so that a long random search stays within its memory.
 */
export class ValueTree<T> {
  readonly #most: number;
  readonly #weigh: (made: T) => number;
  #root: Branch<T> = new Map();
  #weight = 0;

  /**
   * @param most the sum of weights that may be held
   * @param weigh of one thing; every thing weighs 1 when left out
   */
  constructor(most: number, weigh: (made: T) => number = () => 1) {
    this.#most = most;
    this.#weigh = weigh;
  }

  /** What belongs to `values`, made where it is not there yet. Lists of different lengths must not be mixed. */
  get(values: readonly number[], make: () => T): T {
    const made = this.find(values);
    return made === undefined ? this.#add(values, make()) : made;
  }

  /** The sum of weights that are held. */
  get weight(): number {
    return this.#weight;
  }

  /** Forgets everything. */
  clear(): void {
    this.#root = new Map();
    this.#weight = 0;
  }

  /** As {@link get}, of the values at some places: a list of them is only made where something is. */
  getAt(values: readonly number[], places: readonly number[], make: () => T): T {
    let branch = this.#root;
    for (let k = 0; k < places.length; k++) {
      const next = branch.get(values[places[k]]);
      if (next === undefined) return this.#add(pick(values, places), make());
      branch = next as Branch<T>;
    }
    const leaf = branch.get(LEAF);
    return leaf === undefined ? this.#add(pick(values, places), make()) : (leaf as Leaf<T>).made;
  }

  /** What belongs to `values`, if it is there. */
  find(values: readonly number[]): T | undefined {
    let branch = this.#root;
    for (let k = 0; k < values.length; k++) {
      const next = branch.get(values[k]);
      if (next === undefined) return undefined;
      branch = next as Branch<T>;
    }
    return (branch.get(LEAF) as Leaf<T> | undefined)?.made;
  }

  #add(values: readonly number[], made: T): T {
    this.#weight += this.#weigh(made);
    if (this.#weight > this.#most) {
      this.#root = new Map();
      this.#weight = this.#weigh(made);
    }
    let branch = this.#root;
    for (const value of values) {
      let next = branch.get(value) as Branch<T> | undefined;
      if (next === undefined) branch.set(value, (next = new Map()));
      branch = next;
    }
    branch.set(LEAF, { made });
    return made;
  }
}

const pick = (values: readonly number[], places: readonly number[]): number[] => places.map((k) => values[k]);

/** Not a value of a list: those are finite, or NaN. */
const LEAF = Infinity;

interface Leaf<T> {
  readonly made: T;
}
type Branch<T> = Map<number, Branch<T> | Leaf<T>>;
