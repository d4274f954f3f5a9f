import { timeframeMs, type Lane } from '@hindcast/engine';
import { isAbout, RuleWatch, type CompiledRule } from '@hindcast/engine/alerts';
import type { AlertDto } from '../alert.dto.ts';

/** A stored rule that has been compiled. */
export interface WatchedRule {
  readonly id: string;
  readonly compiled: CompiledRule;
}

/**
 * The user's rules over a market's lanes, live or recorded: the same watches, so that what a replay says is what live said.
 */
export class RuleDesk {
  readonly #rules: readonly WatchedRule[];
  readonly #watches = new WeakMap<Lane, { rule: WatchedRule; watch: RuleWatch }[]>();

  constructor(rules: readonly WatchedRule[]) {
    this.#rules = rules;
  }

  /** Whether there is nothing to look at. */
  get idle(): boolean {
    return this.#rules.length === 0;
  }

  /**
   * Alerts of rows [from, to), which the lane has computed; rows before `from` are looked at in silence, so that a rule
   * knows whether it is armed.
   */
  look(lane: Lane, from: number, to: number): AlertDto[] {
    const alerts: AlertDto[] = [];
    for (const { rule, watch } of this.#watchesOf(lane)) {
      watch.advance(to, (row) => {
        if (row >= from) alerts.push(alertOf(rule, watch, lane, row));
      });
    }
    return alerts;
  }

  #watchesOf(lane: Lane): { rule: WatchedRule; watch: RuleWatch }[] {
    let watches = this.#watches.get(lane);
    if (!watches) {
      watches = this.#rules
        .filter(({ compiled }) => isAbout(compiled.rule, lane.key))
        .map((rule) => ({ rule, watch: new RuleWatch(lane, rule.compiled) }));
      this.#watches.set(lane, watches);
    }
    return watches;
  }
}

/** For those who ask what the engine alone says. */
export const NO_RULES = new RuleDesk([]);

function alertOf({ id, compiled }: WatchedRule, watch: RuleWatch, lane: Lane, row: number): AlertDto {
  const { venue, symbol, timeframe } = lane.key;
  const { name, when, severity } = compiled.rule;
  const time = lane.tape.openTime[row];
  const values = watch.valuesAt(row);
  const seen = Object.entries(values).map(([column, value]) => `${column} ${value ?? 'missing'}`);
  return {
    ...{ type: 'RULE', venue, symbol, timeframe, time, severity, tier: null, explanation: null },
    knownAt: time + timeframeMs(timeframe),
    title: name,
    description: `${when} (${seen.join(', ')})`,
    data: { rule: id, ...values },
    ...{ record: null, muted: null },
  };
}
