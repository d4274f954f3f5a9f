export * from './errors.ts';
export * from './time.ts';
export * from './column.ts';
export * from './tape/fields.ts';
export * from './tape/guards.ts';
export * from './tape/tape.ts';
export * from './wire/index.ts';
export * from './kernel.ts';
