export * from './frames.ts';
export * from './signals.ts';
export * from './trades.ts';
export * from './replay.ts';
export * from './replay-answers.ts';
export * from './replay-account.ts';
export * from './replay-blind.ts';
export type { ColumnDoc } from '../metrics/definition.ts';
// Which columns may be asked for beside those of the catalogue.
export * from '../metrics/derived-name.ts';
export * from './updates.ts';
export * from './live.ts';
