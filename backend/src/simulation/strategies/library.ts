import { readStrategy } from '../run/strategy-text.ts';
import { shippedStrategies } from '../run/strategy-library.ts';
import { parametersOf } from './parameters.ts';
import type { LibraryStrategy } from './strategy.dto.ts';

/** The strategies that ship with Hindcast, by name. */
export async function libraryStrategies(): Promise<LibraryStrategy[]> {
  const files = await shippedStrategies();
  return files.map(({ name, text }) => {
    const strategy = readStrategy(text, { file: name });
    const { name: title, description = '' } = strategy.definition;
    const pair = strategy.pair && [strategy.pair.y, strategy.pair.x];
    return { name, title, description, text, parameters: parametersOf(strategy.definition), pair };
  });
}
