import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import { findSources } from '../source/find-sources.ts';
import type { SourceFile } from '../source/source-file.ts';

/** The tables that a recipe's `file` names, below `root`. It cannot name anything outside of it. */
export async function matchFiles(
  root: string,
  patterns: string | readonly string[],
  recipe: string,
  limits: ImportLimits,
): Promise<SourceFile[]> {
  const sources: SourceFile[] = [];
  for (const pattern of typeof patterns === 'string' ? [patterns] : patterns) {
    const paths = await matchPattern(root, pattern, recipe);
    const found = await findSources(paths, limits);
    sources.push(...found.sources.map((source) => withFolder(source, pattern)));
  }
  return sources;
}

async function matchPattern(root: string, pattern: string, recipe: string): Promise<string[]> {
  const parts = pattern.split('/');
  if (pattern.startsWith('/') || parts.includes('..') || pattern.includes('\\')) {
    const what = `"${pattern}" leads out of the folder that is imported.`;
    throw inputError('RECIPE_PATH', { file: recipe }, what, 'Name files below that folder.');
  }
  if (!pattern.includes('*')) return [join(root, pattern)];
  const name = parts.pop() ?? '';
  if (parts.some((part) => part.includes('*'))) {
    const what = `"${pattern}" has a * in a folder's name.`;
    throw inputError('RECIPE_PATH', { file: recipe }, what, 'Only the last part may have one.');
  }
  const folder = join(root, ...parts);
  const expression = new RegExp(`^${name.split('*').map(escaped).join('.*')}$`, 'u');
  const names = await readdir(folder).catch(() => [] as string[]);
  const matching = names.filter((one) => expression.test(one)).sort();
  if (matching.length === 0) {
    const what = `no file matches "${pattern}".`;
    throw inputError(
      'RECIPE_PATH',
      { file: recipe },
      what,
      'Check the path below the folder that is imported.',
    );
  }
  return matching.map((one) => join(folder, one));
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

/** Labels hold the folder, as they do when a whole folder is imported. */
function withFolder(source: SourceFile, pattern: string): SourceFile {
  const folder = pattern.split('/').slice(0, -1).join('/');
  return folder ? { ...source, label: `${folder}/${source.label}` } : source;
}
