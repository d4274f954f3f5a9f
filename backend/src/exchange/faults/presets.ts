import { readFile } from 'node:fs/promises';
import { didYouMean, HindcastError } from '@hindcast/engine';
import { parseFaults, parseFaultText, type FaultInput, type FaultSpec } from './fault-schema.ts';

/** A day in which everything goes wrong that may go wrong on any day. */
const CHAOS: readonly FaultInput[] = [
  { fault: 'drop', at: '17m', every: '3h' },
  { fault: 'silence', at: '1h', every: '7h', for: '6m' },
  { fault: 'http-429', rate: 0.01, retryAfter: 1 },
  { fault: 'http-418', at: '5h', for: '2m', rate: 0.3, retryAfter: 1 },
  { fault: 'http-5xx', rate: 0.01 },
  { fault: 'html', rate: 0.01 },
  { fault: 'slow', rate: 0.01, by: '800ms real' },
  { fault: 'duplicate', rate: 0.01 },
  { fault: 'reorder', rate: 0.01 },
  { fault: 'late', rate: 0.005, by: '3s', on: ['trade', 'kline', 'markPrice', 'ticker', 'liquidation'] },
  { fault: 'late', rate: 0.02, by: '50s', on: ['openInterest', 'ratios'] },
  { fault: 'revise', rate: 0.02, by: '40s' },
  { fault: 'clock-skew', at: '8h', for: '4h', by: '1300ms' },
];

/** Fault scripts by name. Times are those of the recording. */
export const FAULT_PRESETS: Readonly<Record<string, readonly FaultInput[]>> = {
  none: [],
  /** What a good connection does in a day. */
  clean: [{ fault: 'drop', at: '12h' }],
  drops: [{ fault: 'drop', at: '10m', every: '2h' }],
  silence: [{ fault: 'silence', at: '20m', every: '4h', for: '10m' }],
  limits: [
    { fault: 'http-429', rate: 0.02, retryAfter: 1 },
    { fault: 'http-418', rate: 0.002, retryAfter: 2 },
  ],
  'bad-gateway': [
    { fault: 'http-5xx', rate: 0.03 },
    { fault: 'html', rate: 0.02 },
  ],
  disorder: [
    { fault: 'duplicate', rate: 0.02 },
    { fault: 'reorder', rate: 0.02 },
    { fault: 'late', rate: 0.01, by: '3s' },
  ],
  revisions: [{ fault: 'revise', rate: 0.05, by: '40s' }],
  skew: [{ fault: 'clock-skew', by: '1300ms' }],
  chaos: CHAOS,
  /** The same, and what a venue does now and then: another funding interval, a contract that is gone for an hour. */
  everything: [
    ...CHAOS,
    { fault: 'funding-interval', symbol: 'ETHUSDT', at: '9h', for: '12h', hours: 4 },
    { fault: 'delist', symbol: 'SOLUSDT', at: '14h', for: '1h' },
  ],
};

/** The faults of `--faults`: a preset by its name, or a YAML or JSON file. */
export async function loadFaults(nameOrFile: string): Promise<FaultSpec[]> {
  const preset = FAULT_PRESETS[nameOrFile];
  if (preset) return parseFaults(preset, nameOrFile);
  const text = await readFile(nameOrFile, 'utf8').catch(() => {
    const names = Object.keys(FAULT_PRESETS);
    throw new HindcastError(
      'FAULTS_UNKNOWN',
      `There is no preset and no file "${nameOrFile}".`,
      didYouMean(nameOrFile, names) || `Presets: ${names.join(', ')}.`,
      { field: 'faults' },
    );
  });
  return parseFaultText(text, nameOrFile);
}
