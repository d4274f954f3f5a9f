import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean, HindcastError } from '@hindcast/engine';
import { compileModule, type Strategy } from '@hindcast/engine/strategy';
import { importModule } from './strategy-module.ts';
import { readStrategy } from './strategy-text.ts';

/** The strategies that ship with Hindcast, seen from this file both in `src` and in `dist`. */
const SHIPPED = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../../../datasets/strategies');
const EXTENSION = /\.(ya?ml|json)$/;
const MODULE = /\.m?[jt]s$/;

/** A strategy file as it was found: its text is kept, because it is what a run is recorded with. */
export interface StrategyFile {
  /** File name without extension: what the command line and the lab call it. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** The shipped strategies, by name. */
export async function shippedStrategies(folder = SHIPPED): Promise<StrategyFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => EXTENSION.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      return { name: name.replace(EXTENSION, ''), file, text: await readFile(file, 'utf8') };
    }),
  );
}

/** Finds a strategy by path, or by the name of a shipped one. Throws STRATEGY_UNKNOWN. */
export async function findStrategy(nameOrPath: string): Promise<StrategyFile> {
  const text = await readFile(nameOrPath, 'utf8').catch(() => undefined);
  if (text !== undefined)
    return { name: basename(nameOrPath).replace(EXTENSION, '').replace(MODULE, ''), file: nameOrPath, text };
  const shipped = await shippedStrategies();
  const found = shipped.find(({ name }) => name === nameOrPath);
  if (found) return found;
  const names = shipped.map(({ name }) => name);
  throw new HindcastError(
    'STRATEGY_UNKNOWN',
    `There is no strategy file "${nameOrPath}", and no shipped strategy of that name.`,
    didYouMean(nameOrPath, names) || `Shipped are: ${names.join(', ')}.`,
    { file: nameOrPath },
  );
}

/** Compiles a found strategy; faults name its file. A module is run: only ever a file that its user named. */
export async function compileFile(
  { file, text }: StrategyFile,
  params?: Readonly<Record<string, number>>,
): Promise<Strategy> {
  if (MODULE.test(file)) return compileModule(await importModule(file, text), text, { params });
  return readStrategy(text, { file: basename(file), params });
}
