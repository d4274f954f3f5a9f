import type { BlindChoice, BlindHide, BlindVerdict } from '@hindcast/engine/wire';
import type { ReplayDesk } from './desk.svelte.ts';

/** The blind replay on a desk: the signal that waits, what is said to it, and how it ended. */
export class BlindGame {
  readonly #desk: ReplayDesk;
  #verdict = $state.raw<BlindVerdict | null>(null);
  #busy = $state(false);

  constructor(desk: ReplayDesk) {
    this.#desk = desk;
  }

  get on(): boolean {
    return this.#desk.blind !== null && this.#desk.session.phase === 'ready';
  }
  /** Row of the signal that waits for a choice. */
  get waiting(): number | null {
    if (!this.on || this.#verdict !== null) return null;
    return this.#desk.session.state?.blind?.waiting ?? null;
  }
  get decided(): number {
    return this.#desk.session.state?.blind?.decided ?? 0;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get verdict(): BlindVerdict | null {
    return this.#verdict;
  }

  async begin(hide: BlindHide): Promise<void> {
    this.#verdict = null;
    await this.#desk.goBlind(hide);
  }

  /** Answers the signal that waits; a film that it had stopped goes on. */
  async decide(choice: BlindChoice): Promise<void> {
    if (this.waiting === null || this.#busy) return;
    const { session } = this.#desk;
    this.#busy = true;
    try {
      const done = await session.moves.decide(choice);
      if (done && this.#desk.rolling) await session.moves.play(this.#desk.speed);
    } finally {
      this.#busy = false;
    }
  }

  async finish(): Promise<void> {
    this.#busy = true;
    this.#verdict = await this.#desk.session.verdict();
    this.#busy = false;
  }

  /** Back to an ordinary replay. */
  async leave(): Promise<void> {
    this.#verdict = null;
    await this.#desk.chooseMode('honest');
  }
}
