export * from './alert-rule.ts';
export * from './rule-watch.ts';
export * from './rule-subject.ts';
