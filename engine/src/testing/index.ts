export * from './planted.ts';
export * from './small-market.ts';
export * from './spec.ts';
export * from './demo-spec.ts';
export * from './simulate.ts';
export * from './detections.ts';
export * from './truth.ts';
