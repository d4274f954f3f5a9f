#!/usr/bin/env node
// The long proofs of the live market: a day of faults, a day over a clean link, twenty kills, and one
// between an alert's commit and its delivery. npm run nightly:chaos
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './support/paths.mjs';

const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const env = {
  ...process.env,
  HINDCAST_CHAOS_BARS: '288',
  HINDCAST_CHAOS_SPEED: '600',
  HINDCAST_KILLS: '20',
};

const child = spawn(
  process.execPath,
  ['--experimental-vm-modules', JEST, '-i', 'test/live', 'test/webhooks', 'test/server/simulations'],
  {
    cwd: join(ROOT, 'backend'),
    env,
    stdio: 'inherit',
  },
);
child.once('close', (code) => (process.exitCode = code ?? 1));
