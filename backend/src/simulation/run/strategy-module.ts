import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HindcastError } from '@hindcast/engine';

/**
 * The default export of a strategy module. Node runs JavaScript, and from 22.18 on TypeScript, as it is; on an older
 * one the types of a single file are stripped first, and the file can then import nothing but types.
 */
export async function importModule(file: string, text: string): Promise<unknown> {
  try {
    const loaded = (await importFile(file, text)) as { default?: unknown };
    return loaded.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new HindcastError(
      'STRATEGY_MODULE',
      `${file} cannot be loaded: ${reason.replace(/\.?$/, '.')}`,
      'Check that it is a module that runs by itself.',
      { file },
    );
  }
}

async function importFile(file: string, text: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
    const { default: typescript } = await import('typescript');
    const { outputText } = typescript.transpileModule(text, {
      compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2023 },
    });
    return import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);
  }
}
