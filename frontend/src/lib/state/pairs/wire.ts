import type { components } from '$lib/api/schema.d.ts';

type Schemas = components['schemas'];

export type PairLeg = Schemas['PairLegDto'];
export type PairAnalysis = Schemas['PairAnalysisDto'];
export type MethodFit = Schemas['MethodFitDto'];
export type PairScan = Schemas['PairScanDto'];
export type NewPairScan = Schemas['NewPairScan'];
export type ScannedPair = Schemas['ScannedPairDto'];
export type ScanResult = Schemas['PairScanResultDto'];
