import type { components } from './schema.d.ts';

/** Names for the shapes of the generated client. */
export type { paths } from './schema.d.ts';
export type DatasetSummary = components['schemas']['DatasetSummary'];
export type DatasetGap = components['schemas']['DatasetGap'];
export type DatasetDetail = components['schemas']['DatasetDetail'];
export type DatasetLane = components['schemas']['DatasetLane'];
export type ImportJobDto = components['schemas']['ImportJobDto'];
export type ImportReportDto = components['schemas']['ImportReportDto'];
export type NewImport = components['schemas']['NewImport'];
export type UploadDto = components['schemas']['UploadDto'];
export type TableHeadDto = components['schemas']['TableHeadDto'];
export type VerificationDto = components['schemas']['VerificationDto'];
export type QualityDto = components['schemas']['QualityDto'];
export type CoverageDto = components['schemas']['CoverageDto'];
export type CoverageRowDto = components['schemas']['CoverageRowDto'];
export type FindingDto = components['schemas']['FindingDto'];
export type BrokenDataset = components['schemas']['BrokenDataset'];
export type HoldingDto = components['schemas']['HoldingDto'];
export type RecordJobDto = components['schemas']['RecordJobDto'];
export type LiveHealth = components['schemas']['LiveHealth'];
export type VenueHealth = components['schemas']['VenueHealth'];
export type ParityReceipt = components['schemas']['ParityReceipt'];
