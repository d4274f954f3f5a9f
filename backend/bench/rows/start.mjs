import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { duration, measure, seconds } from '../measure.mjs';

/** From the start of a process to the first computed row of the demo dataset, the end of the process included. */
export function startFirstRow() {
  const child = fileURLToPath(new URL('../children/first-row.mjs', import.meta.url));
  const run = () => seconds(() => execFileSync(process.execPath, [child], { stdio: 'pipe' }));
  return duration('start.first_row', measure(9, run));
}
