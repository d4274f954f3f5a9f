import type { components } from './schema.d.ts';

/** Names for the shapes of the generated client. */
export type { paths } from './schema.d.ts';
export type DatasetSummary = components['schemas']['DatasetSummary'];
export type DatasetGap = components['schemas']['DatasetGap'];
