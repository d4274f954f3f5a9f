import { HOUR, type BarField, type UtcMs } from '@hindcast/engine';
import type { VenueClock } from './clock.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { FaultTarget } from './faults/fault-schema.ts';
import { asOf, settledBy, type Settlement } from './market/funding.ts';
import type { Instrument } from './market/instrument.ts';
import { roundTo } from './market/decimal-text.ts';
import type { Kline } from './market/klines.ts';
import type { Listing, ServedVenue, VenueMarket } from './market/venue-market.ts';

/** A published value at its stamp, as the venue tells it now. */
export interface Published {
  time: UtcMs;
  value: number;
  /** Row of the tape it is from. */
  row: number;
}

/** By how much the first version of a revised value is wrong. */
const FIRST_VERSION = 1.01;

/** One venue at the moment: its market seen through the clock and the faults. */
export class VenueState {
  readonly venue: ServedVenue;
  readonly market: VenueMarket;
  readonly clock: VenueClock;
  readonly faults: FaultPlan;

  constructor(venue: ServedVenue, market: VenueMarket, clock: VenueClock, faults: FaultPlan) {
    this.venue = venue;
    this.market = market;
    this.clock = clock;
    this.faults = faults;
  }

  now(): UtcMs {
    return this.clock.now();
  }

  /** What the venue's own clock shows: wrong while a clock-skew fault is on. */
  serverTime(): UtcMs {
    const now = this.now();
    const skew = this.faults.skew(this.venue, now);
    if (skew !== 0) this.faults.counts.add('clock-skew');
    return now + skew;
  }

  /** A contract that is listed now. */
  find(id: string): Listing | undefined {
    const listing = this.market.find(this.venue, id);
    return listing && this.isListed(listing.instrument) ? listing : undefined;
  }

  listings(): Listing[] {
    return this.market.listings(this.venue).filter(({ instrument }) => this.isListed(instrument));
  }

  isListed(instrument: Instrument, now = this.now()): boolean {
    return instrument.from <= now && !this.faults.delisted(instrument, now);
  }

  settlements(instrument: Instrument): readonly Settlement[] {
    return this.faults.settlements(instrument, this.now());
  }

  lastSettlement(instrument: Instrument): Settlement | undefined {
    return settledBy(this.settlements(instrument), this.now());
  }

  /** Hours between two settlements, as the venue says now. */
  fundingHours(instrument: Instrument): number {
    const changed = this.faults.fundingHours(instrument, this.now());
    return changed ?? this.lastSettlement(instrument)?.intervalHours ?? 8;
  }

  nextFunding(instrument: Instrument): UtcMs {
    const length = this.fundingHours(instrument) * HOUR;
    return Math.floor(this.now() / length) * length + length;
  }

  /** A kline as the venue tells it now: a revised one is short of volume at first. */
  published(instrument: Instrument, kline: Kline, now = this.now()): Kline {
    if (!kline.closed) return kline;
    const close = kline.openTime + kline.length;
    if (this.faults.revisedUntil(instrument, 'kline', close) <= now) return kline;
    this.faults.counts.add('revise');
    const volume = roundTo(kline.volume / FIRST_VERSION, instrument.decimals.quantity);
    return { ...kline, volume, takerBuyVolume: Math.min(volume, kline.takerBuyVolume) };
  }

  /** The value of a field published last, or undefined. */
  latest(instrument: Instrument, field: BarField, target: FaultTarget): Published | undefined {
    const now = this.now();
    let found = asOf(instrument.tapeOf(field), field, now);
    while (found && found.time + this.#delay(instrument, target, found.time) > now) {
      found = asOf(instrument.tapeOf(field), field, found.time - 1);
    }
    return found && this.#version(instrument, target, found);
  }

  /** Values of a field with stamps in [from, to] that lie on a grid, the last `limit` of them, oldest first. */
  history(
    instrument: Instrument,
    field: BarField,
    target: FaultTarget,
    window: { from: UtcMs; to: UtcMs; period: number; limit: number },
  ): Published[] {
    const tape = instrument.tapeOf(field);
    if (!tape) return [];
    const now = this.now();
    const column = tape.columns[field];
    const found: Published[] = [];
    for (
      let row = tape.rowClosedBy(Math.min(window.to, now));
      row >= 0 && found.length < window.limit;
      row--
    ) {
      const time = tape.closeTime(row);
      if (time < window.from) break;
      if (time % window.period !== 0 && window.period > tape.timeframeMs) continue;
      if (Number.isNaN(column[row]) || time + this.#delay(instrument, target, time) > now) continue;
      found.push(this.#version(instrument, target, { time, value: column[row], row }));
    }
    return found.reverse();
  }

  #delay(instrument: Instrument, target: FaultTarget, stamp: UtcMs): number {
    const delay = this.faults.publicationDelay(instrument, target, stamp);
    if (delay > 0 && stamp + delay > this.now()) this.faults.counts.add('late');
    return delay;
  }

  #version(instrument: Instrument, target: FaultTarget, published: Published): Published {
    if (this.faults.revisedUntil(instrument, target, published.time) <= this.now()) return published;
    this.faults.counts.add('revise');
    return { ...published, value: published.value * FIRST_VERSION };
  }
}
