export * from './flat-rules.ts';
export * from './flat-walk.ts';
export * from './outcome.ts';
export * from './row-index.ts';
export * from './trial.ts';
export * from './trial-runner.ts';
