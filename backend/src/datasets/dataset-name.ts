import { HindcastError } from '@hindcast/engine';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Refuses a dataset name that could not be a folder everywhere, or could leave its root. */
export function checkDatasetName(name: string): string {
  if (NAME.test(name) && !name.includes('..')) return name;
  throw new HindcastError(
    'DATASET_NAME',
    `"${name.slice(0, 80)}" cannot be a dataset's name.`,
    'Use 1 to 64 lower-case letters, digits, "-", "_" and ".", beginning with a letter or a digit.',
    { field: 'name' },
  );
}

/** Makes a dataset name out of any text, such as a folder's name. */
export function nameFrom(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 64);
  return slug || 'dataset';
}
