export * from './import-service.ts';
export { ImportJobs, type ImportJob, type ImportState } from './import-jobs.ts';
export type { ImportReport, LaneReport } from './import-report.ts';
export type { ImportHints } from './kinds/recognise.ts';
export { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
export type { FileReport } from './read-log.ts';
export { REPAIRS } from './repair.ts';
export type { IgnoredFile } from './source/source-file.ts';
