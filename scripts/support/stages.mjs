const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 100;
/** Without a terminal a stage speaks up this often, so that nobody takes it for dead. */
const HEARTBEAT_MS = 20_000;

/** @param {number} ms */
export function seconds(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/**
 * Prints stages as they begin, go on and end: a spinner on a terminal, plain lines anywhere else. Stages may overlap; the
 * terminal's last line then tells of all of them.
 */
export class Stages {
  #out;
  #live;
  /** What is being done, in the order in which it began. @type {Map<string, () => string>} */
  #running = new Map();
  #frame = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #redraw;

  /** @param {NodeJS.WriteStream} [out] */
  constructor(out = process.stdout) {
    this.#out = out;
    this.#live = Boolean(out.isTTY) && process.env.CI === undefined && process.env.TERM !== 'dumb';
  }

  /**
   * Does one stage. `work` may call `progress(text)` with what it is at, and answers with what to say at the
   * end (nothing: only the time).
   *
   * @template {string | void} T
   * @param {string} label
   * @param {(progress: (text: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(label, work) {
    const began = Date.now();
    let detail = '';
    const status = () => [seconds(Date.now() - began), detail].filter(Boolean).join(', ');
    const beat = this.#begin(label, status);
    try {
      const said = await work((text) => (detail = text));
      this.#end(beat, '✔', label, [said, seconds(Date.now() - began)].filter(Boolean).join(', '));
      return said;
    } catch (error) {
      this.#end(beat, '✖', label, seconds(Date.now() - began));
      throw error;
    }
  }

  /** @param {string} line */
  say(line) {
    if (this.#redraw) this.#out.write('\r\x1b[2K');
    this.#out.write(`${line}\n`);
  }

  /** @param {string} label @param {() => string} status @returns {NodeJS.Timeout | undefined} */
  #begin(label, status) {
    if (!this.#live) {
      this.say(`  ${label} ...`);
      return setInterval(() => this.say(`  ${label} ... ${status()}`), HEARTBEAT_MS);
    }
    this.#running.set(label, status);
    this.#redraw ??= setInterval(() => this.#draw(), REDRAW_MS);
    return undefined;
  }

  #draw() {
    const stages = [...this.#running].map(([label, status]) => `${label}  ${status()}`).join('  ·  ');
    const line = `${SPINNER[this.#frame++ % SPINNER.length]} ${stages}`;
    this.#out.write(`\r\x1b[2K${line.slice(0, (this.#out.columns || 80) - 1)}`);
  }

  /** @param {NodeJS.Timeout | undefined} beat @param {string} mark @param {string} label @param {string} status */
  #end(beat, mark, label, status) {
    clearInterval(beat);
    this.#running.delete(label);
    this.say(`${mark} ${label} (${status})`);
    if (this.#running.size > 0) return;
    clearInterval(this.#redraw);
    this.#redraw = undefined;
  }
}
