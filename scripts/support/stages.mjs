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

/** Prints stages as they begin, go on and end: a spinner on a terminal, plain lines anywhere else. */
export class Stages {
  #out;
  #live;

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
    const timer = this.#begin(label, status);
    try {
      const said = await work((text) => (detail = text));
      this.#end(timer, '✔', label, [said, seconds(Date.now() - began)].filter(Boolean).join(', '));
      return said;
    } catch (error) {
      this.#end(timer, '✖', label, seconds(Date.now() - began));
      throw error;
    }
  }

  /** @param {string} line */
  say(line) {
    this.#out.write(`${line}\n`);
  }

  /** @param {string} label @param {() => string} status */
  #begin(label, status) {
    if (!this.#live) {
      this.say(`  ${label} ...`);
      return setInterval(() => this.say(`  ${label} ... ${status()}`), HEARTBEAT_MS);
    }
    let frame = 0;
    const width = this.#out.columns || 80;
    return setInterval(() => {
      const line = `${SPINNER[frame++ % SPINNER.length]} ${label}  ${status()}`;
      this.#out.write(`\r\x1b[2K${line.slice(0, width - 1)}`);
    }, REDRAW_MS);
  }

  /** @param {NodeJS.Timeout} timer @param {string} mark @param {string} label @param {string} status */
  #end(timer, mark, label, status) {
    clearInterval(timer);
    if (this.#live) this.#out.write('\r\x1b[2K');
    this.say(`${mark} ${label} (${status})`);
  }
}
