import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));
const LOOK_EVERY_MS = 100;

/** Runs the built program and watches its memory: Linux keeps the highest resident size of a process. */
export function startMeasured(args, env) {
  const started = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { text: '', peakBytes: 0 };
  child.stdout.on('data', (chunk) => (out.text += chunk));
  child.stderr.on('data', (chunk) => (out.text += chunk));
  const look = () => (out.peakBytes = Math.max(out.peakBytes, peakOf(child.pid)));
  const timer = setInterval(look, LOOK_EVERY_MS);
  const ended = new Promise((resolve) => {
    child.once('exit', (code) => {
      clearInterval(timer);
      resolve({ code, seconds: (performance.now() - started) / 1000, ...out });
    });
  });
  return { child, ended, peakBytes: () => (look(), out.peakBytes), said: () => out.text };
}

function peakOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
