import { z } from 'zod';
import { TIMEFRAMES } from '@hindcast/engine';
import { NUMBER_DOCS, type NumberName } from '@hindcast/engine/simulation';
import { EVENT_TYPES, TIER_NAMES } from '@hindcast/engine/wire';
import { SLIPPAGE_MODELS } from '../simulation/run/trading-costs.ts';

/** What a case may be called: it is also the name of its golden file. */
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

const bound = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .describe('Least and greatest value that passes.');

const dataset = z.strictObject({
  name: z.string().min(1),
  digest: sha256.describe('The dataset digest of its manifest: other data is another case.'),
  from: z
    .string()
    .min(1)
    .optional()
    .describe('A folder beside the suite, or an https URL, that holds manifest.json and the files it lists.'),
});

const amounts = z.record(
  z.string(),
  z.union([z.number(), z.boolean(), z.array(z.union([z.number(), z.string()]))]),
);
const sections = z.record(z.string(), amounts);

const counts = <K extends string>(names: readonly K[]) =>
  z.partialRecord(z.enum(names as readonly [K, ...K[]]), bound);

const NUMBERS = Object.keys(NUMBER_DOCS) as NumberName[];
const numbers = z.partialRecord(z.enum(NUMBERS as [NumberName, ...NumberName[]]), bound);
const amountOf = z.partialRecord(z.enum(NUMBERS as [NumberName, ...NumberName[]]), z.number().nonnegative());

const bps = z.number().min(0).max(5_000);

/** The words of the REST API for what trading costs. */
const costs = z.strictObject({
  takerBps: bps.optional(),
  makerBps: z.number().min(-1_000).max(1_000).optional(),
  slippageModel: z.enum(SLIPPAGE_MODELS).optional(),
  slippageBps: bps.optional(),
  rangeShare: z.number().min(0).max(1).optional(),
  impact: z.number().min(0).max(1).optional(),
  funding: z.boolean().optional(),
  maintenanceMarginBps: bps.optional(),
  liquidationFeeBps: bps.optional(),
});

const strategy = z.strictObject({
  use: z.string().min(1).describe('A shipped strategy by name, or a file beside the suite.'),
  params: z.record(z.string(), z.number()).default({}),
  costs: costs.default({}).describe('What trading costs, where it is not the default.'),
  expect: numbers.default({}).describe('Bounds on numbers of the report.'),
  drift: amountOf
    .default({})
    .describe(
      'How far a number may be from the golden file although trades differ; the other numbers are free.',
    ),
});

const suiteCase = z.strictObject({
  name,
  about: z.string().max(500).optional(),
  dataset,
  venue: z.string().optional(),
  symbols: z.array(z.string()).min(1).optional(),
  timeframe: z.enum(TIMEFRAMES).optional(),
  config: sections.default({}).describe('Overrides of the engine configuration, by section.'),
  symbolConfig: z.record(z.string(), sections).default({}).describe('The same for single symbols.'),
  columns: z
    .array(z.string().min(1).max(200))
    .max(64)
    .default([])
    .describe('More columns than those that every lane has, such as `sma(close,20)`.'),
  strategies: z.array(strategy).default([]),
  expect: z
    .strictObject({
      signals: counts(Object.values(TIER_NAMES)).default({}),
      events: counts(EVENT_TYPES).default({}),
    })
    .default({ signals: {}, events: {} }),
  drift: z
    .strictObject({
      signals: z.number().int().nonnegative().optional(),
      events: z.number().int().nonnegative().optional(),
    })
    .optional()
    .describe('How many signals and events may be new, gone or moved; columns are then free to differ.'),
  performance: z
    .strictObject({
      atLeast: z.number().positive().max(1),
    })
    .optional()
    .describe(
      'Least share of the recorded throughput, both in units of a fixed kernel timed in the same run.',
    ),
});

/** The shape of a suite file. */
export const suiteSchema = z.strictObject({
  name,
  about: z.string().max(500).optional(),
  defaults: z.strictObject({ dataset }).optional().describe('The dataset of cases that name none.'),
  cases: z.array(suiteCase).min(1),
});

export type SuiteDefinition = z.infer<typeof suiteSchema>;
export type CaseDefinition = z.infer<typeof suiteCase>;
export type CaseStrategy = z.infer<typeof strategy>;
export type DatasetReference = z.infer<typeof dataset>;
export type Bound = z.infer<typeof bound>;
