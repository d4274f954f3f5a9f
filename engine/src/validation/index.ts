export * from './decay.ts';
export * from './ground.ts';
export * from './groups.ts';
export * from './study.ts';
export * from './subjects.ts';
export * from './verdict.ts';
export * from './missing.ts';
export * from './tier-curve.ts';
