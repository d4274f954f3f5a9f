export * from './frames.ts';
export * from './signals.ts';
export * from './trades.ts';
export * from './replay.ts';
export * from './replay-account.ts';
export * from './replay-blind.ts';
export type { ColumnDoc } from '../metrics/definition.ts';
export * from './live.ts';
