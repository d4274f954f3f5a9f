import cliProgress from 'cli-progress';

export interface Progress {
  /** `done` of `total`, in any unit; `detail` says what is being worked on. */
  update(done: number, total: number, detail?: string): void;
  stop(): void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };

/** A progress bar on standard error; none when that is not a terminal. */
export function startProgress(label: string, interactive: boolean): Progress {
  if (!interactive) return SILENT;
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {percentage}% | {eta_formatted} | {detail}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
    barsize: 24,
    etaBuffer: 50,
    // Before the first step is done nobody knows: 'INF' and 'NULL' would be cut to two letters.
    formatTime: (seconds, options, step) =>
      Number.isFinite(seconds) ? cliProgress.Format.TimeFormat(seconds, options, step) : '–',
  });
  bar.start(1, 0, { detail: '' });
  return {
    update(done, total, detail = '') {
      bar.setTotal(Math.max(total, 1));
      bar.update(done, { detail });
    },
    stop: () => bar.stop(),
  };
}
