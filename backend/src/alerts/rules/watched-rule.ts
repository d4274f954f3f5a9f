import { timeframeMs, type Lane } from '@hindcast/engine';
import type { CompiledRule, RuleWatch } from '@hindcast/engine/alerts';
import type { AlertDto } from '../alert.dto.ts';

/** A stored rule that has been compiled. */
export interface WatchedRule {
  readonly id: string;
  readonly compiled: CompiledRule;
  /** When its conditions were written, by the clock of the market, UTC ms: what was before is in sample. */
  readonly writtenAt: number;
}

/** What a rule says at a row at which it fires. */
export function alertOfRule(
  { id, compiled }: WatchedRule,
  watch: RuleWatch,
  lane: Lane,
  row: number,
): AlertDto {
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
