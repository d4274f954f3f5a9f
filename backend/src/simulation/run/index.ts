export * from './choose-lanes.ts';
export * from './simulation-run.ts';
export * from './strategy-library.ts';
export * from './strategy-text.ts';
export * from './strategy-runner.ts';
export { COST_RANGES, EQUITY_RANGE } from './trading-costs.ts';
