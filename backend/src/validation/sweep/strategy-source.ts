import { basename } from 'node:path';
import { compileModule, compileStrategy, type Strategy } from '@hindcast/engine/strategy';
import { readStrategy, type StrategyFile } from '../../simulation/run/index.ts';
import { importModule } from '../../simulation/run/strategy-module.ts';

const MODULE = /\.m?[jt]s$/;

/** Compiles a strategy for parameter values; the others keep their defaults. */
export type Compile = (params: Readonly<Record<string, number>>) => Strategy;

/** Reads a strategy file once, so that it can be compiled for thousands of values. Faults name the file. */
export async function compilerOf({ file, text }: StrategyFile): Promise<Compile> {
  if (MODULE.test(file)) {
    const module = await importModule(file, text);
    return (params) => compileModule(module, text, { params });
  }
  const { definition } = readStrategy(text, { file: basename(file) });
  return (params) => compileStrategy(definition, { params });
}
