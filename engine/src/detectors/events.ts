import type { Lane } from '../lane.ts';
import type { EngineEvent, EventType } from '../wire/signals.ts';
import { cascadeLevels, levelsAsData } from './cascade-levels.ts';
import { CASCADE_SEVERITIES } from './cascade.ts';
import type { CorrelationPair, PairColumn } from './correlation-pair.ts';
import { TREND_WORDS } from './trend-regime.ts';
import { VOLATILITY_REGIMES } from './volatility-regime.ts';

type Data = EngineEvent['data'];
type Told = Pick<EngineEvent, 'severity' | 'title' | 'description' | 'data'>;

/** Reads a column at the row in question, and at the row before it. */
interface Reader {
  now(name: string): number;
  before(name: string): number;
}

/** One detector's voice: which columns are its state, and what it says when they change. */
interface Voice {
  readonly type: EventType;
  readonly state: readonly string[];
  tell(read: Reader): Told | null;
}

const known = (x: number): number | null => (x === x ? x : null);
const thousands = (x: number): string => String(Math.round(x)).replace(/\B(?=(\d{3})+$)/g, ',');
const usd = (x: number): string => (x === x ? `${thousands(x)} USD` : 'unknown');
const percent = (x: number): string => (x === x ? `${(100 * x).toFixed(0)} %` : 'unknown');

function data(read: Reader, names: readonly string[]): Data {
  return Object.fromEntries(names.map((name) => [name, known(read.now(name))]));
}

const CASCADE_DATA = [
  'cascadeTotalUsd',
  'cascadeVelocity',
  'cascadeLongShare',
  'cascadeSeverity',
  'cascadeDominance',
];
const cascadeVoice: Voice = {
  type: 'LIQUIDATION_CASCADE',
  state: ['cascadeSeverity'],
  tell(read) {
    const level = read.now('cascadeSeverity');
    if (level !== level || (level === 0 && !(read.before('cascadeSeverity') > 0))) return null;
    const side = read.now('cascadeDominance');
    const who = side > 0 ? 'longs' : side < 0 ? 'shorts' : 'both sides';
    return {
      severity: level,
      title: level > 0 ? `${CASCADE_SEVERITIES[level]} liquidation cascade` : 'Liquidation cascade over',
      description:
        `${usd(read.now('cascadeTotalUsd'))} liquidated within the hour` +
        (level > 0 ? `, mostly ${who} (${percent(read.now('cascadeLongShare'))} long).` : '.'),
      data: data(read, CASCADE_DATA),
    };
  },
};

const FUNDING_DATA = [
  'fundingRate',
  'fundingAnomalyZ',
  'fundingAnomaly',
  'fundingPersistence',
  'fundingReversal',
  'fundingReversalProbability',
];
const FUNDING_WORDS: Record<number, string> = {
  [-2]: 'Funding extremely low',
  [-1]: 'Funding unusually low',
  0: 'Funding back to normal',
  1: 'Funding unusually high',
  2: 'Funding extremely high',
};
const fundingVoice: Voice = {
  type: 'FUNDING_ANOMALY',
  state: ['fundingAnomaly', 'fundingReversal'],
  tell(read) {
    const state = read.now('fundingAnomaly');
    const turned = read.now('fundingReversal');
    const before = read.before('fundingAnomaly');
    if (state !== state) return null;
    // The end of a one-bar reversal mark, and the first settlement with a Z, are not events.
    const changed = state !== before && !(state === 0 && before !== before);
    if (!changed && !(turned !== 0)) return null;
    const z = read.now('fundingAnomalyZ');
    return {
      severity: Math.abs(state) === 2 ? 4 : Math.abs(state) === 1 ? 3 : turned !== 0 ? 2 : 1,
      title: turned !== 0 ? `Funding reversal ${turned > 0 ? 'up' : 'down'}` : FUNDING_WORDS[state],
      description:
        `Settled at ${(100 * read.now('fundingRate')).toFixed(4)} %, Z ${z.toFixed(2)} against 90 settlements; ` +
        `reversal probability ${percent(read.now('fundingReversalProbability'))}.`,
      data: data(read, FUNDING_DATA),
    };
  },
};

const VOLATILITY_DATA = [
  'realizedVol',
  'volatilityRegime',
  'riskMultiplier',
  'volatilityRatio',
  'volatilityClustering',
  'volatilityPredictability',
];
const volatilityVoice: Voice = {
  type: 'VOLATILITY_REGIME',
  state: ['volatilityRegime'],
  tell(read) {
    const now = read.now('volatilityRegime');
    const before = read.before('volatilityRegime');
    if (now !== now || before !== before) return null;
    return {
      severity: Math.max(1, now + 1),
      title: `Volatility ${VOLATILITY_REGIMES[before]} → ${VOLATILITY_REGIMES[now]}`,
      description: `Realised ${read.now('realizedVol').toFixed(2)} % per 24 h; risk multiplier ${read.now('riskMultiplier')}.`,
      data: {
        ...data(read, VOLATILITY_DATA),
        regime: VOLATILITY_REGIMES[now],
        before: VOLATILITY_REGIMES[before],
      },
    };
  },
};

const TREND_DATA = [
  'regime1h',
  'regime4h',
  'regime1d',
  'regime1w',
  'regimePrimary',
  'regimeAgreement',
  'regimeConfidence',
  'regimeConsensus',
];
const trendVoice: Voice = {
  type: 'REGIME_CONFIRMED',
  state: ['regimePrimary', 'regimeConsensus'],
  tell(read) {
    const primary = read.now('regimePrimary');
    const consensus = read.now('regimeConsensus');
    if (primary !== primary || read.before('regimePrimary') !== read.before('regimePrimary')) return null;
    const word = TREND_WORDS[primary as -1 | 0 | 1];
    const confidence = read.now('regimeConfidence');
    return {
      severity: consensus > 0 ? 2 : 1,
      title: consensus > 0 ? `${word} confirmed` : `${word} without consensus`,
      description: `${read.now('regimeAgreement')} of 4 timeframes agree, confidence ${confidence.toFixed(0)}.`,
      data: { ...data(read, TREND_DATA), regime: word },
    };
  },
};

const VOICES: readonly Voice[] = [cascadeVoice, fundingVoice, volatilityVoice, trendVoice];

/** A lane's detectors can only speak at a row where one of these columns changes: what an index of events looks at. */
export const EVENT_COLUMNS: readonly string[] = VOICES.flatMap((voice) => voice.state);

/** Those of one detector: it never speaks where none of them has a value. */
export function eventColumnsOf(type: EventType): readonly string[] {
  return VOICES.filter((voice) => voice.type === type).flatMap((voice) => voice.state);
}

/** What pairs of symbols speak of, in the same way. */
export const PAIR_EVENT_COLUMNS: readonly PairColumn[] = ['severity', 'pairSignal'];

/** What the lane's detectors say at a row: one event for every change of state, none where nothing changed. */
export function eventsAt(lane: Lane, row: number): EngineEvent[] {
  const read: Reader = {
    now: (name) => lane.column(name).data[row],
    before: (name) => (row > 0 ? lane.column(name).data[row - 1] : NaN),
  };
  const { venue, symbol, timeframe } = lane.key;
  const time = lane.tape.openTime[row];
  return VOICES.filter((voice) => lane.has(voice.state[0]) && changes(voice, read)).flatMap((voice) => {
    const told = voice.tell(read);
    if (!told) return [];
    const more =
      voice === cascadeVoice ? levelsAsData(cascadeLevels(lane, row), lane.config.cascade.levels) : {};
    const knownAt = lane.tape.closeTime(row);
    const about = { type: voice.type, venue, symbol, timeframe, row, time, knownAt };
    return [{ ...about, ...told, data: { ...told.data, ...more } }];
  });
}

function changes(voice: Voice, read: Reader): boolean {
  return voice.state.some((name) => !Object.is(read.now(name), read.before(name)));
}

const PAIR_DATA: readonly PairColumn[] = [
  'correlation',
  'baselineMean',
  'baselineDeviation',
  'severity',
  'persistence',
  'lag',
  'spreadZ',
  'pairSignal',
];

/** What a watched pair says at a row: a break that begins, changes severity, signals, or ends. */
export function pairEventsAt(pair: CorrelationPair, row: number): EngineEvent[] {
  const at = (name: PairColumn, i: number): number => (i >= 0 ? pair.columns[name].data[i] : NaN);
  const severity = at('severity', row);
  const before = at('severity', row - 1);
  const signal = at('pairSignal', row);
  const signalled = signal !== 0 && signal === signal && signal !== at('pairSignal', row - 1);
  if (severity !== severity || (severity === before && !signalled)) return [];
  if (severity === 0 && !(before > 0)) return [];
  const { venue, symbol, timeframe } = pair.first.key;
  const second = pair.second.key.symbol;
  const numbers = Object.fromEntries(PAIR_DATA.map((name) => [name, known(at(name, row))]));
  return [
    {
      type: 'CORRELATION_BREAK',
      venue,
      symbol,
      timeframe,
      row,
      time: pair.first.tape.openTime[row],
      knownAt: pair.first.tape.closeTime(row),
      severity,
      title:
        severity > 0
          ? `Correlation break ${symbol} ~ ${second}`
          : `Correlation restored ${symbol} ~ ${second}`,
      description: `r ${at('correlation', row).toFixed(2)} against a 30-day mean of ${at('baselineMean', row).toFixed(2)}.`,
      data: { ...numbers, second, secondVenue: pair.second.key.venue },
    },
  ];
}
