import { z } from 'zod';
import { HEDGE_METHODS } from '../pairs/pair-config.ts';
import { EXPRESSION_LIMITS } from './parse.ts';

const PARAMETER_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const rule = z
  .string()
  .max(EXPRESSION_LIMITS.characters)
  .meta({ description: 'A condition in the expression language, e.g. `oiZ > 2.5 and globalLongShort > 2`.' });

const amount = z
  .union([z.number(), z.string().max(EXPRESSION_LIMITS.characters)])
  .meta({ description: 'A number, or an expression that gives one at the bar of the signal.' });

const wholeAmount = z
  .union([z.number(), z.string().max(EXPRESSION_LIMITS.characters)])
  .meta({ description: 'A number of bars, or an expression over parameters that gives one.' });

const percent = z.strictObject({ percent: amount.describe('Distance from the entry price in %.') });
const atr = z.strictObject({
  atr: amount.describe('Distance from the entry price in ATRs of the signal bar.'),
});
const price = z.strictObject({ price: amount.describe('The price itself, in quote currency.') });

const sides = z.strictObject({
  long: rule.optional().describe('For long positions.'),
  short: rule.optional().describe('For short positions.'),
});

const parameter = z.union([
  z.number(),
  z.strictObject({
    default: z.number(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
    doc: z.string().max(500).optional(),
  }),
]);

const volatilityScaled = z
  .boolean()
  .default(false)
  .describe("Divide the size by the volatility regime's risk multiplier.");
const lot = z
  .number()
  .positive()
  .optional()
  .describe('Sizes are rounded down to a multiple of this, in base units.');

const sizing = z.union([
  z.strictObject({
    notional: amount.describe('Position value in USDT, whatever the leverage.'),
    volatilityScaled,
    lot,
  }),
  z.strictObject({
    equityPercent: amount.describe('Margin put up, in % of equity; position value = margin x leverage.'),
    volatilityScaled,
    lot,
  }),
]);

const pair = z.strictObject({
  y: z
    .string()
    .min(1)
    .describe('Symbol that is bought by entry.long and sold by entry.short; names without a prefix are its.'),
  x: z.string().min(1).describe('Symbol that is traded against it; names with the prefix other. are its.'),
  hedge: amount
    .default(1)
    .describe(
      'Value of the x leg for each USDT of the y leg, such as pair.hedge; below zero both legs take the same side.',
    ),
  method: z
    .enum(HEDGE_METHODS)
    .optional()
    .describe('How pair.beta and what follows from it are estimated; ols.'),
  prices: z
    .enum(['log', 'close'])
    .optional()
    .describe('What the hedge ratio is one of: log prices (log), or prices (close).'),
  window: wholeAmount.optional().describe('Bars in the rolling hedge ratio and in pair.correlation; 240.'),
  zWindow: wholeAmount.optional().describe('Values of the spread in pair.z; half of the window.'),
  adfWindow: wholeAmount
    .optional()
    .describe('Values of the spread in pair.adf, pair.adfP and pair.halfLife; twice the window.'),
  discount: z
    .number()
    .min(0.5)
    .max(1)
    .optional()
    .describe('Kalman: each bar the past weighs this much less; 0.999 remembers some 1,000 bars.'),
});

/** The shape of a strategy file (YAML or JSON). {@link strategyJsonSchema} is the same for editors. */
export const strategySchema = z
  .strictObject({
    name: z.string().min(1).max(120).describe('Shown in reports and lists.'),
    description: z.string().max(4_000).optional().describe('What it does and why, for people.'),
    params: z
      .record(z.string().regex(PARAMETER_NAME).max(64), parameter)
      .default({})
      .describe('Named numbers that expressions may use and sweeps may change.'),
    pair: pair.optional().describe('Trades two symbols against each other, both legs at once.'),
    entry: sides.describe('When to open a position. Decided at the close, filled at the next open.'),
    exit: sides.default({}).describe('When to close it.'),
    stopLoss: z
      .union([percent, atr, price])
      .optional()
      .describe(
        'Leaves at this distance against the position; a bar that opens beyond it fills at its open.',
      ),
    takeProfit: z
      .union([percent, atr, price])
      .optional()
      .describe('Leaves at this distance in favour of the position; a resting order at the maker fee.'),
    trailingStop: z
      .union([percent, atr])
      .optional()
      .describe('Leaves at this distance behind the best price since the entry.'),
    maxHolding: wholeAmount.optional().describe('Leave after this many bars, the entry bar included.'),
    cooldown: wholeAmount.optional().describe('Bars after an exit during which no entry is decided.'),
    sizing: sizing
      .default({ equityPercent: 100, volatilityScaled: false })
      .describe('How much to put in; all of the equity when left out.'),
    leverage: z.number().min(1).max(125).default(1).describe('Position value over margin; isolated.'),
    pyramiding: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(1)
      .describe('Most entries that one position may have.'),
    reverse: z
      .boolean()
      .default(true)
      .describe('Whether an entry on the other side closes the position and opens the opposite one.'),
  })
  .meta({ title: 'Hindcast strategy' });

/** A strategy as it was written, with defaults filled in. */
export type StrategyDefinition = z.infer<typeof strategySchema>;
/** A strategy as one writes it. */
export type StrategyInput = z.input<typeof strategySchema>;

/** JSON Schema (2020-12) of a strategy file, for editors and for other tools. */
export function strategyJsonSchema(): object {
  return z.toJSONSchema(strategySchema, { io: 'input' });
}
