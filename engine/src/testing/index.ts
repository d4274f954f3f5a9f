export * from './planted.ts';
export * from './small-market.ts';
