export * from './alert-rule.ts';
export * from './rule-watch.ts';
export * from './rule-subject.ts';
export * from './hit-record.ts';
export * from './tier-watch.ts';
