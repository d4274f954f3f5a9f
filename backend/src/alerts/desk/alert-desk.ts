import { signalsAt, TIERS, timeframeMs, type Lane } from '@hindcast/engine';
import { HitRecords, isAbout, RuleWatch, TierWatch, type HitRecord } from '@hindcast/engine/alerts';
import type { EngineEvent, Tier } from '@hindcast/engine/wire';
import type { AlertMuting } from '../../database/entities/alert.entity.ts';
import type { AlertPolicyEntity } from '../../database/entities/alert-policy.entity.ts';
import type { ReadableMarket } from '../../metrics/live-door.ts';
import { alertOfEvent, alertOfSignal, type AlertDto } from '../alert.dto.ts';
import { alertOfRule, type WatchedRule } from '../rules/watched-rule.ts';

/** A market that can be looked at bar by bar: live, or a recording. */
export type Watched = Pick<ReadableMarket, 'lanes' | 'events'>;

export interface DeskParts {
  readonly rules: readonly WatchedRule[];
  /** How the tiers and detectors are announced, by subject. */
  readonly policies: ReadonlyMap<string, AlertPolicyEntity>;
  /** The lowest tier that is announced where its policy leaves it open. */
  readonly toastTier: number;
  /** Why an alert is not delivered now, for reasons of the hour; null when there is none. Left out: of a recording. */
  readonly mutedBy?: (alert: AlertDto) => AlertMuting | null;
}

/** What was found at a row, before it is known how often it was right. */
interface Found {
  readonly row: number;
  readonly subject: string;
  readonly alert: AlertDto;
}

/** What goes on over one market and timeframe. */
interface Watch {
  readonly tiers: readonly { lane: Lane; tier: Tier; watch: TierWatch }[];
  readonly rules: readonly { lane: Lane; rule: WatchedRule; watch: RuleWatch }[];
  readonly records: HitRecords;
  /** Row of the last word of a detector that was not held back, by what it was about. */
  readonly lastEvents: Map<string, number>;
  cursor: number;
}

const SINCE_WRITTEN =
  'Nothing that this rule said since its conditions were written has an outcome yet; what lies before is in sample.';

/**
 * Everything that is said to a person, out of the computed rows of a market: tiers and detectors by their policies, the
 * user's rules, each with its explanation and with how often it was right before. Live, replays and CI ask the same desk;
 * only what is live is delivered.
 */
export class AlertDesk {
  toastTier: number;
  readonly #parts: DeskParts;
  readonly #watches = new WeakMap<Watched, Watch>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.toastTier = parts.toastTier;
  }

  /** Looks at rows up to `to` in silence, so that runs, cooldowns and records are known when the next bar closes. */
  warm(market: Watched, to: number): void {
    this.look(market, to, to);
  }

  /**
   * Alerts of rows [from, to), which the market has computed, in the order of rows. Rows of one market are asked for in
   * the order of time; those that were left out are looked at in silence.
   */
  look(market: Watched, from: number, to: number): AlertDto[] {
    const watch = this.#watchOf(market);
    const since = watch.cursor;
    const events = market.events(since, to);
    watch.records.advance(to, events);
    const found: Found[] = [
      ...this.#tiers(watch, to),
      ...this.#rules(watch, to),
      ...this.#events(watch, events),
    ];
    watch.cursor = Math.max(since, to);
    return found
      .filter(({ row }) => row >= from)
      .sort((a, b) => a.row - b.row)
      .map((one) => this.#told(watch, one));
  }

  #told({ records }: Watch, { row, subject, alert }: Found): AlertDto {
    const record: HitRecord = records.at(subject, row, alert.type === 'RULE' ? SINCE_WRITTEN : undefined);
    return { ...alert, record, muted: alert.muted ?? this.#parts.mutedBy?.(alert) ?? null };
  }

  #tiers({ tiers }: Watch, to: number): Found[] {
    const found: Found[] = [];
    for (const { lane, tier, watch } of tiers) {
      const subject = `tier${tier}`;
      const policy = this.#parts.policies.get(subject);
      const announced = policy?.enabled ?? tier >= this.toastTier;
      const ms = timeframeMs(lane.key.timeframe);
      watch.advance(to, (row) => {
        const signal = announced ? signalsAt(lane, row).find((one) => one.tier === tier) : undefined;
        if (!signal) return;
        const alert = alertOfSignal(signal, ms);
        found.push({ row, subject, alert: { ...alert, severity: policy?.severity ?? alert.severity } });
      });
    }
    return found;
  }

  #rules({ rules, records }: Watch, to: number): Found[] {
    const found: Found[] = [];
    for (const { lane, rule, watch } of rules) {
      watch.advance(to, (row) => {
        const alert = alertOfRule(rule, watch, lane, row);
        // What it would have said before it was written is what it may have been made from.
        if (alert.knownAt > rule.writtenAt) records.note(rule.id, lane, row);
        found.push({ row, subject: rule.id, alert });
      });
    }
    return found;
  }

  #events({ lastEvents }: Watch, events: readonly EngineEvent[]): Found[] {
    return events.map((event): Found => {
      const { type, venue, symbol, row } = event;
      const policy = this.#parts.policies.get(type);
      // A correlation is about two symbols.
      const about = [type, venue, symbol, event.data.secondVenue, event.data.second].join(' ');
      const cooldown = policy?.cooldown ?? 0;
      const cooling = cooldown > 0 && row - (lastEvents.get(about) ?? -Infinity) <= cooldown;
      if (!cooling) lastEvents.set(about, row);
      const muted = policy?.enabled === false ? 'off' : cooling ? 'cooldown' : null;
      return { row, subject: type, alert: { ...alertOfEvent(event), muted } };
    });
  }

  #watchOf(market: Watched): Watch {
    const known = this.#watches.get(market);
    if (known) return known;
    const { rules, policies } = this.#parts;
    const watch: Watch = {
      tiers: market.lanes.flatMap((lane) =>
        TIERS.map((tier) => {
          const { everyBar = false, cooldown = 0 } = policies.get(`tier${tier}`) ?? {};
          return { lane, tier, watch: new TierWatch(lane, tier, { everyBar, cooldown }) };
        }),
      ),
      rules: market.lanes.flatMap((lane) =>
        rules
          .filter(({ compiled }) => isAbout(compiled.rule, lane.key))
          .map((rule) => ({ lane, rule, watch: new RuleWatch(lane, rule.compiled) })),
      ),
      records: new HitRecords(market.lanes),
      lastEvents: new Map(),
      cursor: 0,
    };
    this.#watches.set(market, watch);
    return watch;
  }
}
