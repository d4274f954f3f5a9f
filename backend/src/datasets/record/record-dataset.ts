import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BAR_FIELDS,
  HindcastError,
  timeframeMs,
  type BarColumns,
  type BarField,
  type LaneKey,
} from '@hindcast/engine';
import type { Dataset, DatasetStore } from '../dataset-store.ts';
import type { DatasetWriter, LaneWriter } from '../dataset-writer.ts';
import { describeTime } from '../lane-facts.ts';
import { makeScratch } from '../scratch.ts';
import { ArrivalsWriter, decisionsText } from './arrivals-file.ts';
import { DEFAULT_GRACE, RevisionChoice, type RecordAs } from './choose.ts';
import type { BarRevision, RecordedRevisions, RevisionQuery } from './revisions.ts';

export interface RecordRequest extends RevisionQuery {
  name: string;
  as: RecordAs;
  title?: string;
  origin?: string;
  licence?: string;
  simulated?: boolean;
  /** How long after its close a bar was waited for where nothing says when it was decided, ms. */
  grace?: number;
}

export interface RecordHooks {
  signal?: AbortSignal;
  /** In market time from the first bar asked for, ms. */
  onProgress?: (done: number, total: number) => void;
}

const ARRIVALS = 'arrivals/bars.parquet';
const DECISIONS = 'arrivals/decisions.csv';
const BUFFER_ROWS = 1024;
/** Between two of these somebody else gets the event loop. */
const REPORT_EVERY = 5_000;

/**
 * Makes a dataset of a range of what was seen live. Its bars are what was known then or in the end, as asked; the file
 * `arrivals/bars.parquet` has every revision with the time it was known, so that the other can be made of it later.
 * All or nothing. Throws RECORD_EMPTY when nothing was seen in the range.
 */
export async function recordDataset(
  store: DatasetStore,
  source: RecordedRevisions,
  request: RecordRequest,
  hooks: RecordHooks = {},
): Promise<Dataset> {
  const { as, timeframe, grace = DEFAULT_GRACE } = request;
  if (!(request.from < request.to)) throw nothingThere(request);
  const decisions = await source.decisions(request);
  const choice = new RevisionChoice(as, timeframe, decisions, grace);
  const writer = await store.create(draftOf(request));
  const scratch = await makeScratch(store.folders.cache);
  const arrivals = await ArrivalsWriter.open(join(scratch, 'spill'));
  try {
    const lanes = new Recorder(writer, request);
    await lanes.run(source.revisions(request), choice, arrivals, hooks);
    if (arrivals.rows === 0) throw nothingThere(request);
    await arrivals.finish(join(scratch, 'bars.parquet'));
    await writer.attachFile(ARRIVALS, join(scratch, 'bars.parquet'));
    await writer.attach(DECISIONS, decisionsText(decisions));
    const { market } = request;
    writer.describe([], remarks(choice, as));
    writer.recorded({ market, as, grace, ...choice.counts, arrivals: [ARRIVALS, DECISIONS] });
    hooks.signal?.throwIfAborted();
    await writer.commit();
  } finally {
    arrivals.close();
    await writer.abort();
    await rm(scratch, { recursive: true, force: true });
  }
  return store.open(request.name);
}

/** Gathers the revisions of each bar, and writes the one that counts. */
class Recorder {
  readonly #writer: DatasetWriter;
  readonly #request: RecordRequest;
  readonly #lanes = new Map<string, BufferedLane>();

  constructor(writer: DatasetWriter, request: RecordRequest) {
    this.#writer = writer;
    this.#request = request;
  }

  async run(
    revisions: AsyncIterable<BarRevision>,
    choice: RevisionChoice,
    arrivals: ArrivalsWriter,
    { signal, onProgress }: RecordHooks,
  ): Promise<void> {
    const { from, to } = this.#request;
    let bar: BarRevision[] = [];
    for await (const revision of revisions) {
      if (bar.length > 0 && !sameBar(bar[0], revision)) {
        await this.#take(choice.of(bar));
        bar = [];
      }
      bar.push(revision);
      arrivals.add(revision);
      if (arrivals.rows % REPORT_EVERY !== 0) continue;
      signal?.throwIfAborted();
      onProgress?.(revision.openTime - from, to - from);
    }
    if (bar.length > 0) await this.#take(choice.of(bar));
    for (const lane of this.#lanes.values()) await lane.flush();
  }

  async #take(revision: BarRevision | undefined): Promise<void> {
    // A bar without a close is a hole that somebody wrote down.
    if (revision?.values.close === undefined) return;
    const { venue, symbol } = revision;
    const id = `${venue} ${symbol}`;
    let lane = this.#lanes.get(id);
    if (!lane) {
      const key: LaneKey = { venue, symbol, timeframe: this.#request.timeframe };
      lane = new BufferedLane(await this.#writer.lane(key));
      this.#lanes.set(id, lane);
    }
    await lane.take(revision);
  }
}

/** Bars of one lane on their way into columns. */
class BufferedLane {
  readonly #writer: LaneWriter;
  readonly #times = new Float64Array(BUFFER_ROWS);
  readonly #columns = Object.fromEntries(
    BAR_FIELDS.map((field) => [field, new Float64Array(BUFFER_ROWS)]),
  ) as BarColumns;
  #rows = 0;

  constructor(writer: LaneWriter) {
    this.#writer = writer;
  }

  async take({ openTime, values }: BarRevision): Promise<void> {
    const row = this.#rows++;
    this.#times[row] = openTime;
    for (const field of BAR_FIELDS) this.#columns[field][row] = values[field as BarField] ?? NaN;
    if (this.#rows === BUFFER_ROWS) await this.flush();
  }

  async flush(): Promise<void> {
    this.#writer.append(this.#times, this.#columns, 0, this.#rows);
    this.#rows = 0;
    await this.#writer.drain();
  }
}

const sameBar = (a: BarRevision, b: BarRevision): boolean =>
  a.openTime === b.openTime && a.venue === b.venue && a.symbol === b.symbol;

function draftOf({ name, title, origin, licence, simulated, market, as }: RecordRequest) {
  return {
    name,
    ...(title ? { title } : {}),
    origin:
      origin ??
      `recorded by Hindcast (${market}), bars as ${as === 'known' ? 'known then' : 'known in the end'}`,
    licence: licence ?? 'not stated',
    simulated: simulated ?? market !== 'live',
  };
}

function remarks({ counts: { late, revised } }: RevisionChoice, as: RecordAs): string[] {
  const notes: string[] = [];
  const kept = (known: string, final: string): string => (as === 'known' ? known : final);
  if (late > 0)
    notes.push(
      `${late} bars came after their row was decided: ${kept('holes here', 'taken here all the same')}`,
    );
  if (revised > 0)
    notes.push(
      `${revised} bars were corrected afterwards: ${kept('the first values stand here', 'the last values stand here')}`,
    );
  return notes;
}

function nothingThere({ market, timeframe, from, to, name }: RecordRequest): HindcastError {
  return new HindcastError(
    'RECORD_EMPTY',
    `Nothing was recorded of ${market} ${timeframe} from ${describeTime(from)} to ${describeTime(to)}: "${name}" is not made.`,
    `Ask for a range that was recorded, in bars of ${timeframeMs(timeframe) / 1000} seconds.`,
    { field: 'from' },
  );
}
