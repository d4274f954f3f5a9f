import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { FINDING_KINDS, type QualityReport } from '../datasets/index.ts';
import { VERSION } from '../version.ts';

/** Reports that are held in memory: as many as somebody goes back and forth between. */
const IN_MEMORY = 8;

/** Reports made by other rules than today's are not used: what is found depends on the version. */
const RULES = createHash('sha256')
  .update(JSON.stringify([VERSION, FINDING_KINDS]))
  .digest('hex')
  .slice(0, 16);

/** Quality reports by the digest of their data. They can be deleted at any time. */
export class QualityShelf {
  readonly #folder: string;
  readonly #known = new Map<string, QualityReport>();

  constructor(cacheFolder: string) {
    this.#folder = join(cacheFolder, 'quality');
  }

  async get(digest: string): Promise<QualityReport | undefined> {
    const known = this.#known.get(digest) ?? (await this.#read(digest));
    if (known) this.#remember(known);
    return known;
  }

  /** A report that cannot be kept costs another look, nothing else. */
  async put(report: QualityReport): Promise<void> {
    this.#remember(report);
    const file = this.#file(report.digest);
    const draft = `${file}.${process.pid}`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(draft, JSON.stringify(report));
      await rename(draft, file);
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  async #read(digest: string): Promise<QualityReport | undefined> {
    try {
      const report = JSON.parse(await readFile(this.#file(digest), 'utf8')) as QualityReport;
      return report.digest === digest ? report : undefined;
    } catch {
      return undefined;
    }
  }

  #remember(report: QualityReport): void {
    this.#known.delete(report.digest);
    this.#known.set(report.digest, report);
    const [oldest] = this.#known.keys();
    if (this.#known.size > IN_MEMORY) this.#known.delete(oldest);
  }

  #file(digest: string): string {
    return join(this.#folder, `${digest}.${RULES}.json`);
  }
}
