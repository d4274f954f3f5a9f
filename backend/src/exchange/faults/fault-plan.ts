import { HOUR, type UtcMs } from '@hindcast/engine';
import { seededRandom, type Random } from '@hindcast/engine/testing';
import type { Instrument } from '../market/instrument.ts';
import type { Settlement } from '../market/funding.ts';
import type { Span } from './duration.ts';
import { FaultCounts } from './fault-counts.ts';
import type { FaultKind, FaultSpec, FaultTarget } from './fault-schema.ts';

/** What a fault script needs of the clock: real spans become longer ones of the recording. */
export interface FaultTime {
  /** The beginning of the run: what "10m" is counted from. */
  start: UtcMs;
  speed(): number;
}

/** What goes wrong with an answer. */
export interface HttpFault {
  kind: 'http-429' | 'http-418' | 'http-5xx' | 'html' | 'slow';
  retryAfter: number;
  status: number;
  delayMs: number;
}

type Entry = FaultSpec & { index: number; random: Random };

/** What a contract's interval changes to. */
const USUAL_HOURS = 4;
const HTTP: readonly FaultKind[] = ['http-429', 'http-418', 'http-5xx', 'html', 'slow'];

/** A fault script at work: asked on each occasion whether something goes wrong. Counted when it does. */
export class FaultPlan {
  readonly counts = new FaultCounts();
  readonly #time: FaultTime;
  readonly #seed: string | number;
  readonly #resettled = new Map<string, readonly Settlement[]>();
  readonly #gone = new WeakSet<Instrument>();
  #entries: Entry[] = [];

  constructor(faults: readonly FaultSpec[], seed: string | number, time: FaultTime) {
    this.#time = time;
    this.#seed = seed;
    this.replace(faults);
  }

  /** Another script from now on. What has been counted stays. */
  replace(faults: readonly FaultSpec[]): void {
    const random = seededRandom(this.#seed).fork('faults');
    this.#entries = faults.map((fault, index) => ({ ...fault, index, random: random.fork(index) }));
  }

  get script(): readonly FaultSpec[] {
    return this.#entries.map(({ index: _index, random: _random, ...fault }) => fault);
  }

  /** What goes wrong with a request, if anything. */
  http(venue: string, now: UtcMs): HttpFault | undefined {
    for (const entry of this.#active(HTTP, venue, now)) {
      if (!this.#happens(entry)) continue;
      this.counts.add(entry.fault);
      return {
        kind: entry.fault as HttpFault['kind'],
        retryAfter: entry.retryAfter ?? 1,
        status: entry.status ?? 503,
        delayMs: entry.by ? (entry.by.real ? entry.by.ms : entry.by.ms / this.#time.speed()) : 1000,
      };
    }
    return undefined;
  }

  /** Whether the sockets of a venue are cut in (from, to]. */
  drops(venue: string, from: UtcMs, to: UtcMs): boolean {
    return this.#entries.some((entry) => {
      if (entry.fault !== 'drop' || (entry.venue ?? venue) !== venue) return false;
      const first = this.#moment(entry.at ?? entry.every ?? { ms: 0, real: false });
      if (!entry.every) return first > from && first <= to;
      const every = this.#span(entry.every);
      const k = Math.max(0, Math.ceil((from + 1 - first) / every));
      return first + k * every <= to;
    });
  }

  /** Whether sockets are open but say nothing. */
  silent(venue: string, now: UtcMs): boolean {
    return this.#active(['silence'], venue, now).length > 0;
  }

  /** Whether a message of a channel is duplicated or swapped with the next. */
  message(kind: 'duplicate' | 'reorder', venue: string, target: FaultTarget, now: UtcMs): boolean {
    return this.#active([kind], venue, now, target).some((entry) => this.#counted(entry));
  }

  /** By how many milliseconds of the recording a message comes late; 0 when it does not. */
  delay(venue: string, target: FaultTarget, now: UtcMs): number {
    for (const entry of this.#active(['late'], venue, now, target)) {
      if (this.#counted(entry)) return this.#span(entry.by ?? { ms: 2000, real: false });
    }
    return 0;
  }

  /** How much later than its stamp a published value can be had. The same value is always late by the same time. */
  publicationDelay(instrument: Instrument, target: FaultTarget, stamp: UtcMs): number {
    const entry = this.#chosen('late', instrument, target, stamp);
    return entry ? this.#span(entry.by ?? { ms: 2000, real: false }) : 0;
  }

  /** Until when the first, wrong version of a value is told; -Infinity when it was right at once. */
  revisedUntil(instrument: Instrument, target: FaultTarget, stamp: UtcMs): UtcMs {
    const entry = this.#chosen('revise', instrument, target, stamp);
    return entry ? stamp + this.#span(entry.by ?? { ms: 30_000, real: false }) : -Infinity;
  }

  /** What the venue's clock is wrong by, ms. */
  skew(venue: string, now: UtcMs): number {
    return this.#active(['clock-skew'], venue, now).reduce((sum, { by }) => sum + (by?.ms ?? 1000), 0);
  }

  delisted(instrument: Instrument, now: UtcMs): boolean {
    const gone = this.#active(['delist'], instrument.venue, now).some((entry) => concerns(entry, instrument));
    if (gone && !this.#gone.has(instrument)) {
      this.#gone.add(instrument);
      this.counts.add('delist');
    }
    return gone;
  }

  /** Hours between settlements while a change of them is on. */
  fundingHours(instrument: Instrument, now: UtcMs): number | undefined {
    const change = this.#intervalChange(instrument, now);
    return change && (change.hours ?? USUAL_HOURS);
  }

  /** The settlements of a contract, with a change of its interval if the script has one that has begun. */
  settlements(instrument: Instrument, now: UtcMs): readonly Settlement[] {
    const change = this.#intervalChange(instrument, now);
    if (!change) return instrument.settlements;
    const from = change.at === undefined ? this.#time.start : this.#moment(change.at);
    const key = `${instrument.venue} ${instrument.id} ${change.index} ${from}`;
    const made = this.#resettled.get(key) ?? resettle(instrument, from, change.hours ?? USUAL_HOURS);
    if (!this.#resettled.has(key)) this.counts.add('funding-interval');
    this.#resettled.set(key, made);
    return made;
  }

  #intervalChange(instrument: Instrument, now: UtcMs): Entry | undefined {
    const changes = this.#active(['funding-interval'], instrument.venue, now);
    return changes.find((entry) => concerns(entry, instrument));
  }

  #active(kinds: readonly FaultKind[], venue: string, now: UtcMs, target?: FaultTarget): Entry[] {
    return this.#entries.filter(
      (entry) =>
        kinds.includes(entry.fault) &&
        (entry.venue ?? venue) === venue &&
        (target === undefined || (entry.on ?? [target]).includes(target)) &&
        this.#isOn(entry, now),
    );
  }

  #isOn(entry: Entry, now: UtcMs): boolean {
    const from = entry.at === undefined ? -Infinity : this.#moment(entry.at);
    if (entry.every) {
      const begin = entry.at === undefined ? this.#time.start : from;
      return (
        now >= begin &&
        (now - begin) % this.#span(entry.every) < this.#span(entry.for ?? { ms: 60_000, real: false })
      );
    }
    return now >= from && (entry.for === undefined || now < from + this.#span(entry.for));
  }

  #happens({ rate, random }: Entry): boolean {
    return rate === undefined || random.next() < rate;
  }

  #counted(entry: Entry): boolean {
    if (!this.#happens(entry)) return false;
    this.counts.add(entry.fault);
    return true;
  }

  /** Whether a fault meets a value, decided by the value alone. */
  #chosen(kind: FaultKind, instrument: Instrument, target: FaultTarget, stamp: UtcMs): Entry | undefined {
    return this.#active([kind], instrument.venue, stamp, target).find((entry) => {
      if (!concerns(entry, instrument)) return false;
      if (entry.rate === undefined) return true;
      return entry.random.fork(`${instrument.venue} ${instrument.id} ${target} ${stamp}`).next() < entry.rate;
    });
  }

  #moment(at: Span | UtcMs): UtcMs {
    return typeof at === 'number' ? at : this.#time.start + this.#span(at);
  }

  #span({ ms, real }: Span): number {
    return real ? ms * this.#time.speed() : ms;
  }
}

function concerns({ symbol }: FaultSpec, instrument: Instrument): boolean {
  return symbol === undefined || symbol === instrument.id || symbol === instrument.symbol;
}

/** From `from` on a settlement every `hours`, each with its share of the rate that was recorded last. */
function resettle(instrument: Instrument, from: UtcMs, hours: number): Settlement[] {
  const before = instrument.settlements.filter(({ time }) => time <= from);
  const after: Settlement[] = [];
  const step = hours * HOUR;
  const recorded = instrument.settlements;
  let place = Math.max(0, before.length - 1);
  for (let time = Math.floor(from / step) * step + step; time <= instrument.to; time += step) {
    while (place + 1 < recorded.length && recorded[place + 1].time <= time) place++;
    const { rate, intervalHours } = recorded[place] ?? { rate: NaN, intervalHours: hours };
    if (rate === rate) after.push({ time, rate: (rate * hours) / intervalHours, intervalHours: hours });
  }
  return [...before, ...after];
}
