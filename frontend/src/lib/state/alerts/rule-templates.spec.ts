import { describe, expect, it } from '@jest/globals';
import { compileRule } from '@hindcast/engine/alerts';
import { RULE_TEMPLATES } from './rule-templates.ts';

describe('what a rule can begin with', () => {
  it.each(RULE_TEMPLATES.map((one) => [one.key, one] as const))('%s is read by the engine', (_, template) => {
    const { title, when, release, severity, thresholds } = template;
    const { rule, variants } = compileRule({ name: title, when, release, severity, thresholds });
    expect(rule.thresholds).toEqual(thresholds ?? {});
    expect(variants).toHaveLength(1);
  });
});
