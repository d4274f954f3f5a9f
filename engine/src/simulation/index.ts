export * from './bound-strategy.ts';
export * from './costs.ts';
export * from './options.ts';
export * from './signal-log.ts';
export * from './simulation.ts';
export * from './trade-store.ts';
