import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { StrategyCheck } from './wire.ts';

/** Typing pauses this long before the server is asked. */
const PAUSE_MS = 180;
const NOTHING: StrategyCheck = { ok: false, problems: [], name: null, parameters: [], names: [], pair: null };

/** What the server says of the strategy's text: sound, or what is wrong with it and where. */
export class Checker {
  #result = $state.raw<StrategyCheck>(NOTHING);
  #text = $state.raw<string | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get result(): StrategyCheck {
    return this.#result;
  }
  /** The text that the result is about; null before the first one. */
  get text(): string | null {
    return this.#text;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Checks a text: the first at once, those that follow when typing pauses. */
  ask(text: string): void {
    if (text === this.#text && !this.#timer) return;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#timer = setTimeout(() => void this.#check(text), this.#text === null ? 0 : PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #check(text: string): Promise<void> {
    this.#timer = undefined;
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await api.POST('/api/strategies/check', { body: { text }, signal: asking.signal });
      this.#result = unwrap(answer);
      this.#text = text;
      this.#failure = null;
    } catch (thrown) {
      if (asking.signal.aborted) return;
      this.#failure = Failure.from(thrown);
    }
  }
}
