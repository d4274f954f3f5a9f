import type { Column } from '../column.ts';

/**
 * The last n settled funding rates, one value per settlement, however many bars lie between.
 *
 * A settlement is a new value of `fundingTime`; where the source has no settlement times, a change of the rate.
 * The ring and its counters are the whole state, so that a key frame restores it without looking back.
 */
export class SettlementWindow {
  private readonly ring: Float64Array;
  private count = 0;
  private lastTime = 0 / 0;
  private lastRate = 0 / 0;

  constructor(
    private readonly rate: Column,
    private readonly time: Column,
    readonly size: number,
  ) {
    this.ring = new Float64Array(size);
  }

  /** Whether row i brought a settlement. Call once per row; then {@link zOfNext}, then {@link push}. */
  settles(i: number): boolean {
    const time = this.time.block[this.time.place + i];
    if (time === this.lastTime) return false;
    const rate = this.rate.block[this.rate.place + i];
    if (time !== time && (rate !== rate || rate === this.lastRate)) return false;
    this.lastTime = time;
    this.lastRate = rate;
    return true;
  }

  /** zScore of a rate against the n settlements before it; NaN until there are n, or with a hole among them. */
  zOfNext(rate: number, clip: number): number {
    if (this.count < this.size) return 0 / 0;
    let mean = 0;
    let m2 = 0;
    const { ring, size } = this;
    // From the oldest on.
    for (let k = 0, place = this.count % size; k < size; k++, place++) {
      if (place === size) place = 0;
      const x = ring[place];
      const d = x - mean;
      mean += d / (k + 1);
      m2 += d * (x - mean);
    }
    if (!(m2 > 0)) return 0 / 0;
    const z = (rate - mean) / Math.sqrt(m2 / (this.size - 1));
    return z > clip ? clip : z < -clip ? -clip : z;
  }

  push(rate: number): void {
    this.ring[this.count % this.size] = rate;
    this.count++;
  }

  get stateSize(): number {
    return this.size + 3;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.count;
    into[at + 1] = this.lastTime;
    into[at + 2] = this.lastRate;
    into.set(this.ring, at + 3);
  }

  load(from: Float64Array, at: number): void {
    this.count = from[at];
    this.lastTime = from[at + 1];
    this.lastRate = from[at + 2];
    this.ring.set(from.subarray(at + 3, at + 3 + this.size));
  }
}
