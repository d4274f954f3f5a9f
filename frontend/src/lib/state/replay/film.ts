import type { ReplayPlay } from '@hindcast/engine/wire';
import type { Loop } from './loop.svelte.ts';

/** The lowest tier of a signal at which a film shall stop. */
export interface UntilSignal {
  minTier: number;
}

/**
 * Where the film was told to stop when it was set going: by it one knows, when it has stopped, whether it goes round or rests,
 * and how it goes on at another speed.
 */
export class Film {
  readonly #loop: Pick<Loop, 'range' | 'end' | 'turn'>;
  #until: UntilSignal | undefined;
  #to: number | undefined;

  constructor(loop: Pick<Loop, 'range' | 'end' | 'turn'>) {
    this.#loop = loop;
  }

  /** The signal that it was to play to; undefined where it was none. */
  get until(): UntilSignal | undefined {
    return this.#until;
  }

  /**
   * What the source is told to play from a row on. A film that plays until a signal leaves the loop alone: the signal is where it
   * rests, and a range without one would be gone round in for ever.
   */
  begin(from: number, speed: number, until?: UntilSignal): Omit<ReplayPlay, 'session'> {
    this.#until = until;
    this.#to = until ? undefined : this.#loop.end(from);
    return until ? { speed, until: 'signal', minTier: until.minTier } : { speed, to: this.#to };
  }

  /** The row to go to before it plays, where it stands at the very end of the loop; null for none. */
  lead(row: number): number | null {
    return this.#loop.range?.to === row ? this.#loop.turn(row) : null;
  }

  /** Whether it goes round, having stopped by itself at a row. */
  goesRound(row: number): boolean {
    return this.#to === row && this.lead(row) !== null;
  }

  /** Whether it runs, at a row, otherwise than the loop has it by now. */
  strays(row: number): boolean {
    return !this.#until && (this.#loop.turn(row) !== null || this.#to !== this.#loop.end(row));
  }
}
