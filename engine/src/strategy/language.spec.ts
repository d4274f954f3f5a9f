import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strategyLanguage } from './language.ts';
import { strategySchema } from './schema.ts';
import { compileStrategy } from './strategy.ts';

const language = strategyLanguage();
const document = readFileSync(
  join(dirname(fileURLToPath(import.meta.url)), '../../../docs/strategies.md'),
  'utf8',
);

describe('strategyLanguage', () => {
  it('names words that the compiler knows, with the type it gives them', () => {
    for (const { name, kind, type, states } of language.words) {
      const long =
        type === 'condition' ? name : type === 'state' ? `${name} == "${states![0]}"` : `${name} > 0`;
      const pair = kind === 'pair' ? { y: 'A/B', x: 'C/D' } : undefined;
      expect(() => compileStrategy({ name: 'a', pair, entry: { long } })).not.toThrow();
    }
  });
  it('explains every word', () => {
    for (const { meaning } of language.words) expect(meaning.length).toBeGreaterThan(5);
    expect(language.words.find(({ name }) => name === 'volatilityRegime')).toMatchObject({
      type: 'state',
      states: ['STABLE', 'HIGH_VOL', 'EXPLOSIVE', 'EXTREME'],
    });
  });
  it('is what docs/strategies.md says', () => {
    for (const { name } of language.functions)
      expect(document).toContain(name === 'prev' ? 'prev.x' : `${name}(`);
    for (const { name, kind } of language.words)
      if (kind === 'position') expect(document).toContain(`\`${name}\``);
    for (const key of Object.keys(strategySchema.shape)) expect(document).toContain(`\`${key}`);
  });
});
