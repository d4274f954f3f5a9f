import { HindcastError, TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { parsePair } from '@hindcast/engine/pairs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const DEFAULT_PORT = 4747;
export const DEFAULT_HOST = '127.0.0.1';

/** `data/` of the repository, seen from `src/config` and from `dist/config` alike. */
const DEFAULT_DATA_DIR = fileURLToPath(new URL('../../../data', import.meta.url));

/** What may be logged, the gravest first; a level includes all before it. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'] as const;
export type LogLevelWord = (typeof LOG_LEVELS)[number];

/** The kinds of outgoing webhooks; `all` gets every event (SPEC §8). */
export const WEBHOOK_KINDS = [
  'all',
  'cascade',
  'funding',
  'volatility',
  'correlation',
  'regime',
  'signal',
] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** Everything the process reads from its environment, checked. Nothing else in the product reads `process.env`. */
export interface Environment {
  /** Absolute folder of imports, recordings and the database; a relative one is taken from the working folder. */
  dataDir: string;
  /** Postgres or SQLite address; null means the SQLite file in `dataDir`. */
  dbUrl: string | null;
  host: string;
  port: number;
  /** What is watched live, as ccxt writes it. */
  symbols: string[];
  /** Venues that are watched; none of them: a recorded market is played instead. */
  exchanges: string[];
  /** Nothing is watched at all (`EXCHANGES=none`). */
  liveOff: boolean;
  /** Where venues are reached when not at their own address: a `hindcast exchange`. By ccxt id. */
  exchangeUrls: Record<string, string>;
  timeframes: Timeframe[];
  /** Pairs whose columns every market has, live and recorded: `ETH/USDT:USDT ~ BTC/USDT:USDT window=480`. */
  pairs: string[];
  /** The recorded market that is played when no venue is named, and how fast. */
  demo: { dataset: string; speed: number };
  /** How far back the live market reaches at most, and how many MB its columns may take. */
  historyDays: number;
  liveMemoryMb: number;
  /** Live bars, signals and alerts older than this are forgotten; 0 keeps everything. */
  retentionDays: number;
  /** Seconds between two live polls. */
  intervalSeconds: number;
  webhooks: Record<WebhookKind, string[]>;
  /** Hosts, addresses or networks (CIDR) that webhooks may go to although they are not public. */
  webhooksAllowPrivate: string[];
  /** Where a browser reaches this server: what links in alerts begin with. */
  publicUrl: string;
  redisUrl: string | null;
  /** Most GiB that may be sent in one upload. */
  uploadMaxGb: number;
  /** Most GiB that column caches may take on the disk. */
  cacheMaxGb: number;
  logLevel: LogLevelWord;
}

const list = (fallback: string[], item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((word) => word.trim()))
    .transform((words) => words.filter((word) => word !== ''))
    .pipe(z.array(item).min(1, 'names nothing'))
    .default(fallback);

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((n) => n >= from && n <= to, `must be a whole number from ${from} to ${to}`);

const address = (words: string[]) =>
  z.string().refine(
    (text) => {
      const scheme = URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : '';
      return words.includes(scheme);
    },
    `must be an address that begins with ${words.map((word) => `${word}:`).join(' or ')}`,
  );

const SYMBOL = z
  .string()
  .regex(
    /^[A-Z0-9]+\/[A-Z0-9]+(:[A-Z0-9-]+)?$/,
    'must list symbols as ccxt writes them, such as BTC/USDT:USDT',
  );
const EXCHANGE = z
  .string()
  .regex(/^[a-z0-9]+$/, 'must list ccxt exchange ids in lower case, such as binanceusdm');
/** A pair that can be read, or the sentence why it cannot. */
const PAIR = z.string().superRefine((text, context) => {
  try {
    parsePair(text);
  } catch (error) {
    const { message, action } = error as HindcastError;
    context.addIssue({ code: 'custom', message: `is not a list of pairs. ${message} ${action}` });
  }
});
const webhooks = list([], address(['http', 'https']));

const SCHEMA = z.object({
  DATA_DIR: z.string().default(DEFAULT_DATA_DIR),
  DB_URL: address(['sqlite', 'postgres', 'postgresql']).optional(),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an IP address')
    .default(DEFAULT_HOST),
  PORT: wholeNumber(0, 65_535).default(DEFAULT_PORT),
  SYMBOLS: list(['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT'], SYMBOL),
  EXCHANGES: list([], EXCHANGE),
  EXCHANGE_URLS: list(
    [],
    z
      .string()
      .regex(
        /^[a-z0-9]+=https?:\/\/[^\s=@]+$/,
        'must list addresses such as bybit=http://127.0.0.1:4848, without a password',
      ),
  ),
  LIVE_DATASET: z.string().min(1).default('demo'),
  LIVE_SPEED: wholeNumber(1, 100_000).default(60),
  LIVE_HISTORY_DAYS: wholeNumber(1, 3_650).default(30),
  LIVE_MEMORY_MB: wholeNumber(16, 65_536).default(192),
  RETENTION_DAYS: wholeNumber(0, 36_500).default(0),
  TIMEFRAMES: list(
    ['5m', '15m', '1h'],
    z.string().refine((word) => (TIMEFRAMES as readonly string[]).includes(word), {
      message: `must list timeframes out of ${TIMEFRAMES.join(', ')}`,
    }),
  ),
  PAIRS: list([], PAIR).refine((pairs) => {
    const dependents = pairs.map((text) => JSON.stringify(parsePair(text).y));
    return new Set(dependents).size === dependents.length;
  }, 'names one symbol as the first leg of two pairs: turn one of them round'),
  INTERVAL: wholeNumber(1, 86_400).default(30),
  WEBHOOKS_ALL: webhooks,
  WEBHOOKS_CASCADE: webhooks,
  WEBHOOKS_FUNDING: webhooks,
  WEBHOOKS_VOLATILITY: webhooks,
  WEBHOOKS_CORRELATION: webhooks,
  WEBHOOKS_REGIME: webhooks,
  WEBHOOKS_SIGNAL: webhooks,
  WEBHOOKS_ALLOW_PRIVATE: list(
    [],
    z
      .string()
      .regex(/^[A-Za-z0-9.:_-]+(\/\d{1,3})?$/, 'must list hosts, addresses or networks such as 10.0.0.0/8'),
  ),
  PUBLIC_URL: address(['http', 'https']).optional(),
  REDIS_URL: address(['redis', 'rediss']).optional(),
  UPLOAD_MAX_GB: wholeNumber(1, 10_000).default(64),
  CACHE_MAX_GB: wholeNumber(0, 100_000).default(20),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('warn'),
});

/** A host that a browser on this machine reaches, where the server listens on all of its addresses. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** `EXCHANGES=none` watches nothing. */
const LIVE_OFF = 'none';

/** Without repetitions, the shortest first: the others are made of it. */
function byLength(words: readonly Timeframe[]): Timeframe[] {
  return TIMEFRAMES.filter((word) => words.includes(word));
}

/** A value of one of these may hold a password, so that a sentence about it must not quote it. */
const SECRET = /^(DB_URL|REDIS_URL|WEBHOOKS_|EXCHANGE_URLS)/;

function sentence(issue: z.core.$ZodIssue, source: NodeJS.ProcessEnv): string {
  const name = String(issue.path[0]);
  const shown = SECRET.test(name) ? '' : ` is "${source[name]}": it`;
  return `${name}${shown} ${issue.message}.`;
}

/**
 * Reads and checks the environment, once, at boot. An empty variable counts as not set.
 *
 * @throws HindcastError ENVIRONMENT_INVALID with one sentence for every variable that is wrong.
 */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  const set = Object.entries(source).filter(([name, value]) => name in SCHEMA.shape && value !== '');
  const parsed = SCHEMA.safeParse(Object.fromEntries(set));
  if (!parsed.success) {
    const first = new Map(parsed.error.issues.map((issue) => [issue.path[0], sentence(issue, source)]));
    throw new HindcastError(
      'ENVIRONMENT_INVALID',
      [...first.values()].join(' '),
      'Correct these environment variables and start again.',
      { field: [...first.keys()].map(String).join(', ') },
    );
  }
  const env = parsed.data;
  return {
    dataDir: resolve(env.DATA_DIR),
    dbUrl: env.DB_URL ?? null,
    host: env.HOST,
    port: env.PORT,
    symbols: env.SYMBOLS,
    exchanges: env.EXCHANGES.filter((id) => id !== LIVE_OFF),
    liveOff: env.EXCHANGES.includes(LIVE_OFF),
    exchangeUrls: Object.fromEntries(env.EXCHANGE_URLS.map((text) => text.split('=') as [string, string])),
    timeframes: byLength(env.TIMEFRAMES as Timeframe[]),
    pairs: env.PAIRS,
    demo: { dataset: env.LIVE_DATASET, speed: env.LIVE_SPEED },
    historyDays: env.LIVE_HISTORY_DAYS,
    liveMemoryMb: env.LIVE_MEMORY_MB,
    retentionDays: env.RETENTION_DAYS,
    intervalSeconds: env.INTERVAL,
    webhooks: {
      all: env.WEBHOOKS_ALL,
      cascade: env.WEBHOOKS_CASCADE,
      funding: env.WEBHOOKS_FUNDING,
      volatility: env.WEBHOOKS_VOLATILITY,
      correlation: env.WEBHOOKS_CORRELATION,
      regime: env.WEBHOOKS_REGIME,
      signal: env.WEBHOOKS_SIGNAL,
    },
    webhooksAllowPrivate: env.WEBHOOKS_ALLOW_PRIVATE,
    publicUrl: env.PUBLIC_URL ?? `http://${reachable(env.HOST)}:${env.PORT}`,
    redisUrl: env.REDIS_URL ?? null,
    uploadMaxGb: env.UPLOAD_MAX_GB,
    cacheMaxGb: env.CACHE_MAX_GB,
    logLevel: env.LOG_LEVEL,
  };
}

/** `CACHE_MAX_GB` alone, for commands that need nothing else of the environment. Throws as {@link readEnvironment}. */
export function readCacheLimit({ CACHE_MAX_GB }: Record<string, string | undefined>): number {
  return readEnvironment({ CACHE_MAX_GB }).cacheMaxGb;
}

/** A variable that a stored setting refers to by name (`env:NAME`), for secrets that are not to be stored. */
export const referredVariable = (name: string): string | undefined => process.env[name];
