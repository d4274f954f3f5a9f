import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const WINDOWS = process.platform === 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** @type {NodeJS.Signals | undefined} */
let stopSignal;

/** The signal with which this process was asked to stop, if it was. */
export const askedToStop = () => stopSignal;

/**
 * Starts a child in a process group of its own, so that a signal reaches everything it started, once, and
 * only through us: a terminal's Ctrl-C would otherwise arrive twice.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnGroup(command, args, options) {
  const child = spawn(command, args, { detached: !WINDOWS, windowsHide: true, ...options });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(child, signal) {
  try {
    if (WINDOWS || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has already ended.
  }
}

/** The exit code a shell gives to a process that a signal ended. @param {NodeJS.Signals} signal */
export const signalCode = (signal) => 128 + (constants.signals[signal] ?? 0);

/**
 * Passes Ctrl-C and its kin on to the children. The first time they may finish in their own way; the second
 * time they are killed. Without children, this process ends at once.
 */
export function forwardSignals() {
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (running.size === 0) process.exit(signalCode(signal));
      for (const child of running) signalGroup(child, stopSignal ? 'SIGKILL' : signal);
      stopSignal = signal;
    });
  }
}
