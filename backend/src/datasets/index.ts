export * from './dataset-store.ts';
export { DatasetWriter, LaneWriter, type DatasetDraft } from './dataset-writer.ts';
export { describeTime, LaneFacts } from './lane-facts.ts';
export { checkDatasetName, nameFrom } from './dataset-name.ts';
export { storeFolders } from './folders.ts';
export * from './manifest.ts';
export { BufferPool } from './buffer-pool.ts';
export type { FileCheck, VerifyReport } from './verify.ts';
export { EXPORT_FORMATS, exportDataset, type ExportFormat, type ExportHooks } from './export.ts';
export { makeScratch, sweepScratch } from './scratch.ts';
export * from './quality/assess.ts';
export { coverageMap, type CoverageMap, type CoverageRow } from './quality/coverage-map.ts';
export { bucketFor, type DoubtMap, type DoubtRow } from './quality/doubt-map.ts';
export {
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  type Place,
  type Severity,
} from './quality/findings.ts';
export { foreignManifest, looksLikeManifest } from './adopt.ts';
export { zipDataset } from './zip-export.ts';
export { DEFAULT_GRACE, RECORD_AS, type RecordAs } from './record/choose.ts';
export { DatasetRevisions } from './record/dataset-revisions.ts';
export { recordDataset, type RecordHooks, type RecordRequest } from './record/record-dataset.ts';
export type { BarRevision, Decision, Holding, RecordedRevisions, RevisionQuery } from './record/revisions.ts';
