import { Failure } from '$lib/realtime/failure.ts';
import { sendFiles } from '$lib/state/datasets/send-files.ts';

/** One table on its way to the server. */
export class PairUpload {
  readonly #onSent: (id: string) => void;
  #name = $state('');
  #share = $state<number | null>(null);
  #busy = $state(false);
  #failure = $state.raw<Failure | null>(null);
  #stop: AbortController | undefined;

  /** @param onSent hears the upload's id once all of it is there */
  constructor(onSent: (id: string) => void) {
    this.#onSent = onSent;
  }

  get name(): string {
    return this.#name;
  }
  get share(): number | null {
    return this.#share;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  async send(file: File): Promise<void> {
    this.#stop?.abort();
    const stop = (this.#stop = new AbortController());
    this.#name = file.name;
    this.#share = 0;
    this.#busy = true;
    this.#failure = null;
    const onSent = (bytes: number): void => void (this.#share = file.size > 0 ? bytes / file.size : null);
    try {
      const { id } = await sendFiles([{ file, path: file.name }], onSent, stop.signal);
      if (!stop.signal.aborted) this.#onSent(id);
    } catch (thrown) {
      if (!stop.signal.aborted) this.#failure = Failure.from(thrown);
    }
    if (this.#stop === stop) this.#busy = false;
  }

  cancel(): void {
    this.#stop?.abort();
    this.#busy = false;
  }
}
