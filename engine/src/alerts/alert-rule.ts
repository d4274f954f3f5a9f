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

const thresholds = z.record(z.string().regex(/^[A-Za-z_]\w{0,31}$/), z.number());
const lanes = {
  venues: names.default([]).describe('Only on these; all of them when empty.'),
  symbols: names.default([]),
  timeframes: z.array(z.enum(TIMEFRAMES)).default([]),
};

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
  ...lanes,
  thresholds: thresholds.default({}).describe('Numbers that its conditions call by name.'),
  overrides: z
    .array(z.strictObject({ ...lanes, thresholds }))
    .max(500)
    .default([])
    .describe('Other numbers on some lanes. The narrower one wins: symbol before venue before timeframe.'),
});

/** A rule of the user's own, as written, with defaults filled in. */
export type AlertRule = z.infer<typeof alertRuleSchema>;

/** The conditions of a rule with the numbers of some lanes in them. */
export interface RuleConditions {
  readonly when: Expression;
  readonly release: Expression | null;
  /** The numbers, by name. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** A rule whose conditions have been read and checked against the known names. */
export interface CompiledRule {
  readonly rule: AlertRule;
  /** Each set of numbers that it can have: that of lanes without an override is the first. */
  readonly variants: readonly RuleConditions[];
  /** The conditions as they read on a lane. */
  on(lane: LaneWords): RuleConditions;
}

/** What a rule asks of a lane: where it is from. */
export interface LaneWords {
  readonly venue: string;
  readonly symbol: string;
  readonly timeframe: string;
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
  const known = new Map<string, RuleConditions>();
  const numbers = (lane: LaneWords): Record<string, number> => thresholdsOn(rule, lane);
  const variant = (values: Record<string, number>): RuleConditions => {
    const key = JSON.stringify(Object.entries(values).sort());
    const found = known.get(key) ?? conditionsOf(rule, values);
    known.set(key, found);
    return found;
  };
  // Every override is read now: what is wrong with one is told before the rule is kept.
  const variants = [
    rule.thresholds,
    ...rule.overrides.map((one) => ({ ...rule.thresholds, ...one.thresholds })),
  ];
  return { rule, variants: variants.map(variant), on: (lane) => variant(numbers(lane)) };
}

function conditionsOf(rule: AlertRule, values: Record<string, number>): RuleConditions {
  const params = new Map(Object.entries(values));
  return {
    when: read(rule.when, 'when', params),
    release: rule.release === undefined ? null : read(rule.release, 'release', params),
    thresholds: values,
  };
}

function read(text: string, field: string, params: ReadonlyMap<string, number>): Expression {
  const scope = {
    field,
    catalogue: Catalogue.engine(),
    params,
    position: false,
    pair: false,
    declaredPairs: true,
  };
  return checkAs('condition', parseExpression(text, field), scope);
}

/** The numbers of a rule on a lane: its own, and over them those of the overrides that are about the lane. */
function thresholdsOn(rule: AlertRule, lane: LaneWords): Record<string, number> {
  const weight = (one: AlertRule['overrides'][number]): number =>
    4 * Number(one.symbols.length > 0) +
    2 * Number(one.venues.length > 0) +
    Number(one.timeframes.length > 0);
  const own = rule.overrides.filter((one) => isAbout(one, lane)).sort((a, b) => weight(a) - weight(b));
  return Object.assign({ ...rule.thresholds }, ...own.map((one) => one.thresholds)) as Record<string, number>;
}

/** Whether a rule is about a lane. */
export function isAbout(
  { venues, symbols, timeframes }: Pick<AlertRule, 'venues' | 'symbols' | 'timeframes'>,
  lane: LaneWords,
): boolean {
  const within = (list: readonly string[], word: string): boolean => list.length === 0 || list.includes(word);
  return within(venues, lane.venue) && within(symbols, lane.symbol) && within(timeframes, lane.timeframe);
}
