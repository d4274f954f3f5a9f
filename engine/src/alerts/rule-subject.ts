import { columnNames } from '../strategy/expression.ts';
import type { Subject } from '../validation/subjects.ts';
import { isAbout, type CompiledRule } from './alert-rule.ts';
import { RuleWatch } from './rule-watch.ts';

/** A rule as something whose occurrences are studied: the very bars at which it would have spoken, cooldown and all. */
export function ruleSubject(compiled: CompiledRule): Subject {
  const columns = new Set<string>();
  for (const { when, release } of compiled.variants) {
    columnNames(when, columns);
    if (release) columnNames(release, columns);
  }
  return {
    id: compiled.rule.name,
    kind: 'expression',
    label: compiled.rule.when,
    columns: [...columns],
    rowsOf(_, lane) {
      const rows: number[] = [];
      if (isAbout(compiled.rule, lane.key))
        new RuleWatch(lane, compiled).advance(lane.cursor, (row) => rows.push(row));
      return rows;
    },
  };
}
