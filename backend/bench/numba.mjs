import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PEER =
  process.env.HINDCAST_PEER_BENCH ??
  fileURLToPath(new URL('../../../shared/bench/peer_numba.py', import.meta.url));

/** What the reference that a quant would write by hand says of a workload; undefined, and said so, where it cannot run. */
export function askNumba(workload, columns) {
  if (!existsSync(PEER)) return skipped(workload, 'the reference script is not here');
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  try {
    for (const field of ['open', 'close']) {
      writeFileSync(join(folder, `${field}.f64`), new Uint8Array(columns[field].slice().buffer));
    }
    return JSON.parse(
      execFileSync('/usr/bin/python3', [PEER, workload, folder], { encoding: 'utf8', stdio: 'pipe' }),
    );
  } catch (error) {
    if (error.status === undefined) throw error;
    return skipped(workload, 'python3-numba is not installed');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function skipped(workload, why) {
  process.stderr.write(`${workload}.numba left out: ${why}.\n`);
  return undefined;
}
