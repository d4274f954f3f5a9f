import { ApiProperty } from '@nestjs/swagger';
import { defaultOf, THRESHOLD_SECTIONS } from './threshold-catalogue.ts';

const KINDS = ['number', 'switch', 'numbers', 'symbols'] as const;

/** One threshold: what it is as it ships, what it means, what it may be. */
export class ThresholdField {
  /** As it is called in `thresholds`. */
  name: string;
  label: string;
  meaning: string;
  /** Empty where there is none. */
  unit: string;

  /** `numbers`: as many as there are in the default; `symbols`: as ccxt writes them. */
  @ApiProperty({ enum: KINDS })
  kind: (typeof KINDS)[number];

  @ApiProperty({
    oneOf: [
      { type: 'number' },
      { type: 'boolean' },
      { type: 'array', items: { oneOf: [{ type: 'number' }, { type: 'string' }] } },
    ],
  })
  default: number | boolean | (number | string)[];

  /** Of each number. */
  min: number;
  max: number;
  /** Whether numbers must be whole. */
  whole: boolean;
}

/** Thresholds of one part of the engine. */
export class ThresholdSection {
  name: string;
  title: string;
  meaning: string;
  /** Whether single symbols may have their own. */
  perSymbol: boolean;

  @ApiProperty({ type: [ThresholdField] })
  fields: ThresholdField[];
}

/** All that can be set, in the order in which it is shown. */
export function thresholdCatalogue(): ThresholdSection[] {
  return Object.entries(THRESHOLD_SECTIONS).map(([section, { fields, ...rest }]) => ({
    ...{ name: section, ...rest },
    fields: Object.entries(fields).map(([name, entry]) => {
      const value = defaultOf(section, name) as ThresholdField['default'];
      return { name, ...entry, kind: kindOf(value), default: value };
    }),
  }));
}

function kindOf(value: ThresholdField['default']): ThresholdField['kind'] {
  if (Array.isArray(value)) return typeof value[0] === 'string' ? 'symbols' : 'numbers';
  return typeof value === 'boolean' ? 'switch' : 'number';
}
