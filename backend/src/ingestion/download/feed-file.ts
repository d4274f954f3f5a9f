import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import type { Feed, FeedRow } from './feed.ts';

/**
 * What has been fetched of a feed, as CSV, and up to which time. Rows are appended first and the time is written
 * after: what a crash left beyond it is cut off when the download goes on.
 */
export class FeedFile {
  readonly path: string;
  readonly #header: string;
  /** Time up to which everything has been fetched. */
  at: number;

  private constructor(path: string, header: string, at: number) {
    this.path = path;
    this.#header = header;
    this.at = at;
  }

  /** Opens what there is, or begins at `from`. */
  static async open(path: string, feed: Feed, from: number): Promise<FeedFile> {
    const header = `time,${feed.fields.join(',')}`;
    const at = Number(await readFile(`${path}.at`, 'utf8').catch(() => from));
    const file = new FeedFile(path, header, at);
    await file.#cutOff();
    return file;
  }

  /** Adds the rows of [at, upTo), sorted, and moves on to `upTo`. */
  async add(rows: readonly FeedRow[], upTo: number): Promise<void> {
    const fresh = rows.filter(([time]) => time >= this.at && time < upTo).sort((a, b) => a[0] - b[0]);
    // Venues repeat a row where pages meet.
    const distinct = fresh.filter((row, i) => i === 0 || row[0] !== fresh[i - 1][0]);
    if (distinct.length > 0)
      await appendFile(this.path, `${distinct.map((row) => row.join(',')).join('\n')}\n`);
    const draft = `${this.path}.at.new`;
    await writeFile(draft, String(upTo));
    await rename(draft, `${this.path}.at`);
    this.at = upTo;
  }

  async isEmpty(): Promise<boolean> {
    return (await readFile(this.path, 'utf8')).trim() === this.#header;
  }

  async #cutOff(): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    const lines = text.split('\n').slice(1, -1);
    const kept = lines.filter((line) => Number(line.slice(0, line.indexOf(','))) < this.at);
    const whole = [this.#header, ...kept].map((line) => `${line}\n`).join('');
    if (whole !== text) await writeFile(this.path, whole);
  }
}
