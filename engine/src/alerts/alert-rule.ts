import { z } from 'zod';
import { HindcastError } from '../errors.ts';
import { Catalogue } from '../strategy/catalogue.ts';
import { checkAs } from '../strategy/check.ts';
import type { Expression } from '../strategy/expression.ts';
import { EXPRESSION_LIMITS, parseExpression } from '../strategy/parse.ts';
import { TIMEFRAMES } from '../time.ts';

/** A cooldown longer than this is a rule that is switched off; bars. */
const MAX_COOLDOWN = 100_000;

const condition = z.string().min(1).max(EXPRESSION_LIMITS.characters);
const names = z.array(z.string().min(1).max(64)).max(500);

/** The shape of a rule of the user's own. */
export const alertRuleSchema = z.strictObject({
  name: z.string().min(1).max(80).describe('Shown as the title of its alerts.'),
  when: condition.describe('A condition in the expression language; the rule fires where it becomes true.'),
  release: condition
    .optional()
    .describe(
      'Hysteresis: after firing, the rule is armed again when this is true. Left out: when `when` is false.',
    ),
  severity: z.number().int().min(1).max(5).default(2).describe('1 (low) to 5 (extreme).'),
  cooldown: z
    .number()
    .int()
    .min(0)
    .max(MAX_COOLDOWN)
    .default(0)
    .describe('Bars after firing in which it stays silent.'),
  venues: names.default([]).describe('Only on these; all of them when empty.'),
  symbols: names.default([]),
  timeframes: z.array(z.enum(TIMEFRAMES)).default([]),
});

/** A rule of the user's own, as written, with defaults filled in. */
export type AlertRule = z.infer<typeof alertRuleSchema>;

/** A rule whose conditions have been read and checked against the known names. */
export interface CompiledRule {
  readonly rule: AlertRule;
  readonly when: Expression;
  readonly release: Expression | null;
}

/**
 * Reads a rule.
 *
 * @throws HindcastError RULE_INVALID for its shape; EXPRESSION_… with the place in the text for its conditions
 */
export function compileRule(input: unknown): CompiledRule {
  const parsed = alertRuleSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue.path.map(String).join('.');
    throw new HindcastError(
      'RULE_INVALID',
      `The rule's ${field === '' ? 'shape' : field} is not as it must be: ${issue.message}.`,
      'See docs/alerts.md for what a rule holds.',
      { field },
    );
  }
  const rule = parsed.data;
  return {
    rule,
    when: read(rule.when, 'when'),
    release: rule.release === undefined ? null : read(rule.release, 'release'),
  };
}

function read(text: string, field: string): Expression {
  const scope = {
    field,
    catalogue: Catalogue.engine(),
    params: new Map<string, number>(),
    position: false,
    pair: false,
  };
  return checkAs('condition', parseExpression(text, field), scope);
}

/** Whether a rule is about a lane. */
export function isAbout(
  { venues, symbols, timeframes }: AlertRule,
  lane: { venue: string; symbol: string; timeframe: string },
): boolean {
  const within = (list: readonly string[], word: string): boolean => list.length === 0 || list.includes(word);
  return within(venues, lane.venue) && within(symbols, lane.symbol) && within(timeframes, lane.timeframe);
}
