import type { components } from '$lib/api/schema.d.ts';

export type Settings = components['schemas']['Settings'];
export type SettingsChange = components['schemas']['SettingsChange'];
export type Thresholds = components['schemas']['Thresholds'];
export type ThresholdSection = components['schemas']['ThresholdSection'];
export type ThresholdField = components['schemas']['ThresholdField'];
export type ThresholdValue = ThresholdField['default'];
/** What the page keeps of itself on the server, by name. */
export type Layout = Record<string, unknown>;
