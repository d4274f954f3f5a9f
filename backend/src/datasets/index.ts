export * from './dataset-store.ts';
export { DatasetWriter, LaneWriter, type DatasetDraft } from './dataset-writer.ts';
export { describeTime, LaneFacts } from './lane-facts.ts';
export { checkDatasetName, nameFrom } from './dataset-name.ts';
export { storeFolders } from './folders.ts';
export * from './manifest.ts';
export { BufferPool } from './buffer-pool.ts';
export type { FileCheck, VerifyReport } from './verify.ts';
export { EXPORT_FORMATS, exportDataset, type ExportFormat, type ExportHooks } from './export.ts';
