import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Growth of the process beyond the columns over 10 M pushed bars: what is left in the heap and outside of it after a
 * collection, less the columns themselves, at the end of the last million against the first.
 */
export function heap() {
  const child = fileURLToPath(new URL('../children/heap.mjs', import.meta.url));
  const output = execFileSync(process.execPath, ['--expose-gc', child], { encoding: 'utf8' });
  const megabytes = JSON.parse(output).map((bytes) => bytes / 2 ** 20);
  const growth = megabytes.at(-1) - megabytes[0];
  return {
    name: 'pipeline.heap',
    value: growth,
    unit: 'MB',
    spread: Math.max(...megabytes) - Math.min(...megabytes),
  };
}
